package org.weightflow.generator.evaluation.frontier;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.weightflow.generator.evaluation.frontier.Level.Point;
import org.weightflow.generator.evaluation.frontier.Level.Resampling;
import org.weightflow.generator.evaluation.statistics.Bootstrap;
import org.weightflow.generator.evaluation.statistics.Interval;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * One way to make networks at several levels, such as noise of several strengths: a line from accurate copies to new ruins.
 * <p>Between two levels that are neighbours in median r the accuracy is interpolated linearly; outside the levels it is not known.
 *
 * @param name      such as {@code noise}
 * @param generator whether this is what is judged, and not a baseline
 * @param levels    in the order in which they were asked for; at least one
 * @param readings  one for each of {@link Frontier#NOVELTIES}
 */
public record Family(String name, boolean generator, List<Level> levels, List<Reading> readings) {
    /**
     * A family's accuracy at one novelty.
     *
     * @param novelty  t
     * @param accuracy at median r = t; NaN if the family does not reach t
     * @param interval over the choice of networks at each level
     */
    public record Reading(double novelty, double accuracy, Interval interval) {}

    public Family {
        levels = List.copyOf(levels);
        readings = List.copyOf(readings);
        Check.atLeast("levels of " + name, levels.size(), 1);
    }

    /** Reads the family off at the novelties of the frontier. */
    public static Family of(String name, boolean generator, List<Level> levels, Seed seed) {
        Family bare = new Family(name, generator, levels, List.of());
        Seed own = seed.child("family").child(name);
        List<Reading> readings = Frontier.NOVELTIES.stream()
                .map(t -> new Reading(t, bare.accuracyAt(t), bare.intervalAt(t, own)))
                .toList();
        return new Family(name, generator, levels, readings);
    }

    /** The accuracy at median r = t; NaN if the levels do not reach from below t to above. */
    public double accuracyAt(double t) {
        List<Point> points = levels.stream().map(Level::point).toList();
        return points.stream().allMatch(point -> point.novelty() < t)
                        || points.stream().allMatch(point -> point.novelty() > t)
                ? Double.NaN
                : interpolated(points, t);
    }

    private Interval intervalAt(double t, Seed seed) {
        return Double.isNaN(accuracyAt(t)) ? Interval.UNKNOWN : Bootstrap.of(seed, resamplingAt(t));
    }

    /** The accuracy at t for networks drawn with replacement; that of the nearest level where these do not quite reach t. */
    ToDoubleFunction<SplittableRandom> resamplingAt(double t) {
        List<Resampling> resamplings = levels.stream().map(Level::resampling).toList();
        return random ->
                interpolated(resamplings.stream().map(each -> each.draw(random)).toList(), t);
    }

    private static double interpolated(List<Point> points, double t) {
        List<Point> sorted = points.stream()
                .sorted(Comparator.comparingDouble(Point::novelty))
                .toList();
        Point low = sorted.get(0);
        if (t <= low.novelty()) {
            return low.accuracy();
        }
        for (Point high : sorted) {
            if (high.novelty() >= t) {
                double share = (t - low.novelty()) / (high.novelty() - low.novelty());
                return low.accuracy() + share * (high.accuracy() - low.accuracy());
            }
            low = high;
        }
        return low.accuracy();
    }
}
