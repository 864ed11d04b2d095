package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Matches the hidden units of one network to another's by coordinate ascent over the groups of a {@link Symmetry}.
 * <p>Maximises over permutations P the sum over entries of {@code <A, P(B)>} in float64, biases and norms included, buffers not:
 * with the other groups held this is a linear assignment in each group, solved exactly. Heads move together with the units inside
 * them, where a pair of heads is worth the best assignment of their units. A group that acts on two axes of one entry makes the
 * objective quadratic; there the assignment of the gradient is taken, and only if the objective rises.
 * <p>Cost O(sweeps * sum over groups of n^3 + n * values it acts on) an ascent; n heads of m units each cost n^2 m^3 +
 * n m * values. Deterministic for a given seed, which draws the restarts and perturbations and orders the groups in each sweep. The
 * objective never falls; a local optimum is returned, not the best one.
 * <p>Departs from the authors' code in that an assignment replaces a permutation only where it is better by more than rounding, so
 * that ties keep the units where they are, and in the starts: the ascent from the identity, which is theirs, is one of several.
 *
 * @see <a href="https://arxiv.org/abs/2209.04836">Ainsworth et al. (2023), Algorithm 1</a>
 */
public final class WeightMatching implements PairMatching {
    /** Gains below this times |A| |B| are rounding: some 1e6 products of float64 err by less. */
    private static final double ROUNDING = 1e-12;

    /** What is moved next to may itself move before a longer ascent has paid. */
    private static final int NEARBY_SWEEPS = 2;

    private final Symmetry symmetry;
    private final MatchingConfig config;
    private final List<PairMatching> others;

    public WeightMatching(Symmetry symmetry, MatchingConfig config) {
        this(symmetry, config, List.of());
    }

    /** @param others methods of the same symmetry; an ascent starts where each ends, so that none reaches a higher objective */
    public WeightMatching(Symmetry symmetry, MatchingConfig config, List<? extends PairMatching> others) {
        this.symmetry = symmetry;
        this.config = config;
        this.others = List.copyOf(others);
    }

    @Override
    public Matching match(StateDict reference, StateDict moving, Seed seed) {
        return new Search(reference, moving, seed).run();
    }

    /** The first ascent alone, and only its first sweeps. */
    @Override
    public PairMatching nearby() {
        return new WeightMatching(
                symmetry,
                config.withStarts(Starts.IDENTITY)
                        .withRestarts(1)
                        .withPerturbations(0)
                        .withMaxSweeps(Math.min(config.maxSweeps(), NEARBY_SWEEPS)));
    }

    /** The inner product over the matched entries of two networks as they are. */
    public static double innerProduct(Symmetry symmetry, StateDict a, StateDict b) {
        a.layout().requireSame(b.layout(), "the moving network");
        double product = innerProduct(a.layout(), a.toArray(), b.toArray());
        // Only a value that is not finite leads here, and the objective names it.
        return Double.isFinite(product) ? product : new MatchingObjective(symmetry, a, b).at(Units.identity(symmetry));
    }

    private static double innerProduct(Layout layout, float[] a, float[] b) {
        double sum = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).kind().isLearnable()) {
                for (int k = layout.offset(e); k < layout.offset(e + 1); k++) {
                    sum += (double) a[k] * b[k];
                }
            }
        }
        return sum;
    }

    /** The ascents for one pair, and the best of them so far. */
    private final class Search {
        private final StateDict reference;
        private final StateDict moving;
        private final Seed seed;
        private final MatchingObjective objective;
        private final List<Turn> turns;
        private final double rounding;
        private final Propagation propagation;
        private final List<Double> ends = new ArrayList<>();
        private Ascent best;

        Search(StateDict reference, StateDict moving, Seed seed) {
            this.reference = reference;
            this.moving = moving;
            this.seed = seed;
            this.objective = new MatchingObjective(symmetry, reference, moving);
            this.turns = symmetry.groups().stream()
                    .map(group -> Turn.of(group, symmetry, objective))
                    .toList();
            this.rounding = ROUNDING * objective.bound();
            this.propagation = new Propagation(symmetry, reference.layout(), objective, rounding);
        }

        Matching run() {
            for (int restart = 0; restart < config.restarts(); restart++) {
                Seed own = seed.child("restart").child(restart);
                boolean first = restart == 0;
                climb(
                        () -> first
                                ? Units.identity(symmetry)
                                : Units.of(Permutations.random(symmetry, own.child("start"))),
                        own.child("order"));
            }
            if (config.starts() == Starts.PROPAGATED) {
                climb(propagation::fromEnds, seed.child("propagated"));
            }
            for (int other = 0; other < others.size(); other++) {
                PairMatching method = others.get(other);
                climb(
                        () -> Units.of(method.match(reference, moving, seed).permutations()),
                        seed.child("other").child(other));
            }
            Perturbation perturbation = new Perturbation(symmetry, propagation);
            for (int round = 0; round < config.perturbations(); round++) {
                int number = round;
                Seed own = seed.child("perturbation").child(round);
                climb(() -> perturbation.of(best.units(), number, own), own.child("order"));
            }
            return new Matching(
                    Permutations.of(symmetry, best.units()),
                    objective.at(Units.identity(symmetry)),
                    best.end(),
                    ends,
                    best.sweeps(),
                    best.converged());
        }

        private void climb(Supplier<Map<String, int[]>> start, Seed order) {
            Ascent ascent = new Ascent(objective, turns, start.get());
            ascent.climb(config.maxSweeps(), order, rounding);
            ends.add(ascent.end());
            if (best == null || ascent.end() > best.end() + rounding) {
                best = ascent;
            }
        }
    }
}
