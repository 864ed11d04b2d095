package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

/**
 * Matches the hidden units of one network to another's by coordinate ascent over the groups of a {@link Symmetry}.
 * <p>Maximises over permutations P the sum over entries of {@code <A, P(B)>} in float64, biases and norms included, buffers not:
 * with the other groups held this is a linear assignment in each group, solved exactly. Heads move together with the units inside
 * them, where a pair of heads is worth the best assignment of their units. A group that acts on two axes of one entry makes the
 * objective quadratic; there the assignment of the gradient is taken, and only if the objective rises.
 * <p>Cost O(sweeps * sum over groups of n^3 + n * values it acts on); n heads of m units each cost n^2 m^3 + n m * values.
 * Deterministic for a given seed, which draws the restarts and orders the groups in each sweep. The objective never falls; a local
 * optimum is returned, not the best one.
 * <p>Departs from the authors' code in that an assignment replaces a permutation only where it is better by more than rounding, so
 * that ties keep the units where they are, and in the restarts.
 *
 * @see <a href="https://arxiv.org/abs/2209.04836">Ainsworth et al. (2023), Algorithm 1</a>
 */
public final class WeightMatching implements PairMatching {
    /** Gains below this times |A| |B| are rounding: some 1e6 products of float64 err by less. */
    private static final double ROUNDING = 1e-12;

    private final Symmetry symmetry;
    private final MatchingConfig config;
    private final List<PairMatching> before;

    public WeightMatching(Symmetry symmetry, MatchingConfig config) {
        this(symmetry, config, List.of());
    }

    /**
     * @param before other methods; an ascent starts where each of them ends, so that this is never below any of them
     */
    public WeightMatching(Symmetry symmetry, MatchingConfig config, List<PairMatching> before) {
        this.symmetry = symmetry;
        this.config = config;
        this.before = List.copyOf(before);
    }

    @Override
    public Matching match(StateDict reference, StateDict moving, Seed seed) {
        MatchingObjective objective = new MatchingObjective(symmetry, reference, moving);
        List<Turn> turns = symmetry.groups().stream()
                .map(group -> Turn.of(group, symmetry, objective))
                .toList();
        double rounding = ROUNDING * objective.bound();
        List<Double> ends = new ArrayList<>();
        Ascent best = null;
        for (Start start : starts(objective, reference, moving, seed, rounding)) {
            Ascent ascent = new Ascent(objective, turns, start.permutations.get());
            ascent.climb(start.order, rounding);
            ends.add(ascent.end());
            if (best == null || ascent.end() > best.end() + rounding) {
                best = ascent;
            }
        }
        return new Matching(
                Permutations.of(symmetry, best.units),
                objective.at(unitsOf(Permutations.identity(symmetry))),
                best.end(),
                ends,
                best.sweeps,
                best.converged);
    }

    /** The starts in their order; each is worked out when its turn comes. */
    private List<Start> starts(
            MatchingObjective objective, StateDict reference, StateDict moving, Seed seed, double rounding) {
        List<Start> starts = new ArrayList<>();
        for (int restart = 0; restart < config.restarts(); restart++) {
            Seed own = seed.child("restart").child(restart);
            boolean first = restart == 0;
            starts.add(new Start(
                    () -> first ? Permutations.identity(symmetry) : Permutations.random(symmetry, own.child("start")),
                    own.child("order")));
        }
        if (config.starts() == Starts.PROPAGATED) {
            starts.add(new Start(() -> Propagation.of(symmetry, objective, rounding), seed.child("propagated")));
        }
        for (int m = 0; m < before.size(); m++) {
            PairMatching method = before.get(m);
            starts.add(new Start(
                    () -> method.match(reference, moving, seed).permutations(),
                    seed.child("before").child(m)));
        }
        return starts;
    }

    /** @param order of what orders the groups */
    private record Start(Supplier<Permutations> permutations, Seed order) {}

    /** The inner product over the matched entries of two networks as they are. */
    public static double innerProduct(Symmetry symmetry, StateDict a, StateDict b) {
        return new MatchingObjective(symmetry, a, b).at(unitsOf(Permutations.identity(symmetry)));
    }

    private static Map<String, int[]> unitsOf(Permutations permutations) {
        Map<String, int[]> units = new LinkedHashMap<>();
        permutations.groups().forEach(group -> units.put(group, permutations.of(group)));
        return units;
    }

    /** One run from one start. */
    private final class Ascent {
        private final MatchingObjective objective;
        private final List<Turn> turns;
        private final Map<String, int[]> units;
        private final List<Double> sweeps = new ArrayList<>();
        private boolean converged;

        Ascent(MatchingObjective objective, List<Turn> turns, Permutations start) {
            this.objective = objective;
            this.turns = turns;
            this.units = unitsOf(start);
        }

        double end() {
            return sweeps.get(sweeps.size() - 1);
        }

        void climb(Seed order, double rounding) {
            while (!converged && sweeps.size() < config.maxSweeps()) {
                converged = true;
                int[] shuffled = Permutations.shuffled(
                        turns.size(), order.child(sweeps.size()).random());
                for (int turn : shuffled) {
                    converged &= !turns.get(turn).improve(units, rounding);
                }
                boolean moved = !converged || sweeps.isEmpty();
                sweeps.add(moved ? objective.at(units) : end());
            }
        }
    }
}
