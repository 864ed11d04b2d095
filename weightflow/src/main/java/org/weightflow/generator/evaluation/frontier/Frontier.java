package org.weightflow.generator.evaluation.frontier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.weightflow.generator.evaluation.frontier.Family.Reading;
import org.weightflow.generator.evaluation.statistics.Bootstrap;
import org.weightflow.generator.evaluation.statistics.Interval;
import org.weightflow.networks.Seed;

/**
 * What accuracy costs novelty: each family of networks as a line through its levels, and the generator against the best baseline
 * <em>at the same novelty</em>. A generator that lies on the baselines' lines has learnt nothing that they do not have for free.
 *
 * @param families    the generator's first, if it is known; empty where no frontier was measured
 * @param comparisons one for each of {@link #NOVELTIES}; empty without families
 * @see <a href="https://arxiv.org/abs/2506.07998">Zeng et al. (2025), who compare at whatever novelty a method happens to have</a>
 */
public record Frontier(List<Family> families, List<Comparison> comparisons) {
    /** The r at which methods are compared: from a quarter of the way between zoo members to a whole one. */
    public static final List<Double> NOVELTIES = List.of(0.25, 0.5, 0.75, 1.0);

    /** What an evaluation has that measured none. */
    public static final Frontier NONE = new Frontier(List.of(), List.of());

    /**
     * The generator against the best baseline at one novelty. The best is chosen by the same networks that it is judged by, which
     * favours the baselines.
     *
     * @param novelty    t
     * @param generator  the generator's accuracy at median r = t; NaN if it does not reach t or is not known
     * @param best       the name of the baseline family that is most accurate there; null if none reaches t
     * @param baseline   its accuracy; NaN if none
     * @param difference generator - baseline; NaN if one is not known
     * @param interval   of the difference, over the choice of networks
     */
    public record Comparison(
            double novelty, double generator, String best, double baseline, double difference, Interval interval) {}

    public Frontier {
        families = List.copyOf(families);
        comparisons = List.copyOf(comparisons);
    }

    /** Compares families; at most one of them is the generator's. */
    public static Frontier of(List<Family> families, Seed seed) {
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < NOVELTIES.size() && !families.isEmpty(); i++) {
            comparisons.add(compared(families, i, seed.child("difference").child(i)));
        }
        return new Frontier(families, comparisons);
    }

    private static Comparison compared(List<Family> families, int place, Seed seed) {
        double t = NOVELTIES.get(place);
        Optional<Family> generator = families.stream().filter(Family::generator).findFirst();
        Optional<Family> best = families.stream()
                .filter(family -> !family.generator()
                        && Double.isFinite(family.readings().get(place).accuracy()))
                .max(Comparator.comparingDouble(
                        family -> family.readings().get(place).accuracy()));
        double own = accuracy(generator, place);
        double baseline = accuracy(best, place);
        return new Comparison(
                t,
                own,
                best.map(Family::name).orElse(null),
                baseline,
                own - baseline,
                Double.isNaN(own - baseline)
                        ? Interval.UNKNOWN
                        : difference(generator.orElseThrow(), best.orElseThrow(), t, seed));
    }

    private static Interval difference(Family generator, Family best, double t, Seed seed) {
        ToDoubleFunction<SplittableRandom> own = generator.resamplingAt(t);
        ToDoubleFunction<SplittableRandom> other = best.resamplingAt(t);
        return Bootstrap.of(seed, random -> own.applyAsDouble(random) - other.applyAsDouble(random));
    }

    private static double accuracy(Optional<Family> family, int place) {
        return family.map(each -> each.readings().get(place))
                .map(Reading::accuracy)
                .orElse(Double.NaN);
    }
}
