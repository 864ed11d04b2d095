package org.weightflow.generator.evaluation.frontier;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.statistics.Bootstrap;
import org.weightflow.generator.evaluation.statistics.Interval;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.Seed;

/**
 * One level of a {@link Family}: networks that were drawn alike.
 *
 * @param name         such as {@code noise-0.01}
 * @param accuracies   of each network, fractions
 * @param novelties    r of each network
 * @param accuracy     their mean
 * @param interval     of that mean, over the choice of networks
 * @param novelty      the median r
 * @param disagreement mean fraction of examples on which two of them differ
 * @param overlap      mean over the networks of the largest overlap of wrong predictions with a zoo member's; NaN if not measured
 */
public record Level(
        String name,
        List<Double> accuracies,
        List<Double> novelties,
        double accuracy,
        Interval interval,
        double novelty,
        double disagreement,
        double overlap) {
    public Level {
        accuracies = List.copyOf(accuracies);
        novelties = List.copyOf(novelties);
        if (accuracies.isEmpty() || accuracies.size() != novelties.size()) {
            throw new IllegalArgumentException(
                    name + ": " + accuracies.size() + " accuracies and " + novelties.size() + " novelties");
        }
    }

    /** Sums up what was measured of each network. */
    public static Level of(
            String name,
            List<Double> accuracies,
            List<Double> novelties,
            double disagreement,
            double overlap,
            Seed seed) {
        double[] each = array(accuracies);
        return new Level(
                name,
                accuracies,
                novelties,
                Arrays.stream(each).average().orElse(Double.NaN),
                Bootstrap.ofMean(each, seed.child("level").child(name)),
                Quantile.median(array(novelties)),
                disagreement,
                overlap);
    }

    /** What the level shows. */
    Point point() {
        return new Point(novelty, accuracy);
    }

    /** Draws networks with replacement, as many as there are, and says what they show. */
    Resampling resampling() {
        double[] some = array(accuracies);
        double[] far = array(novelties);
        return random -> {
            double[] drawn = new double[far.length];
            double sum = 0;
            for (int i = 0; i < drawn.length; i++) {
                int network = random.nextInt(drawn.length);
                drawn[i] = far[network];
                sum += some[network];
            }
            return new Point(Quantile.median(drawn), sum / drawn.length);
        };
    }

    /** A point of the frontier: median novelty and mean accuracy. */
    record Point(double novelty, double accuracy) {}

    /** The point of a level as chance in the choice of networks moves it. */
    @FunctionalInterface
    interface Resampling {
        Point draw(SplittableRandom random);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
