package org.weightflow.tools.report;

import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.networks.metrics.Quality;

/**
 * By how much two methods differ, member by member, since both have the same seeds.
 *
 * @param mean      over members, of the first less the second
 * @param deviation standard deviation over members of that difference (n - 1); NaN for one member
 */
public record Difference(double mean, double deviation) {
    /** Of a metric in its own unit. */
    public static Difference between(LevelCell first, LevelCell second, Metric metric) {
        ToDoubleFunction<Quality> reading = metric.reading();
        int members = first.quality().size();
        double[] differences = IntStream.range(0, members)
                .mapToDouble(i -> reading.applyAsDouble(first.quality().get(i))
                        - reading.applyAsDouble(second.quality().get(i)))
                .toArray();
        double mean = DoubleStream.of(differences).average().orElse(Double.NaN);
        double squares = DoubleStream.of(differences)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        return new Difference(mean, Math.sqrt(squares / (members - 1)));
    }

    /** Whether the members differ by less among themselves; false where that is not known. */
    boolean exceedsDeviation() {
        return Math.abs(mean) > deviation;
    }
}
