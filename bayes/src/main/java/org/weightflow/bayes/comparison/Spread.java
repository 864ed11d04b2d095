package org.weightflow.bayes.comparison;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.metrics.Quality;

/** Mean and deviation of a metric over networks. */
final class Spread {
    private Spread() {}

    static double mean(List<Quality> all, ToDoubleFunction<Quality> what) {
        return all.stream().mapToDouble(what).average().orElse(Double.NaN);
    }

    /** With n - 1; NaN for one. */
    static double deviation(List<Quality> all, ToDoubleFunction<Quality> what) {
        double mean = mean(all, what);
        double squares = all.stream()
                .mapToDouble(what)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        return Math.sqrt(squares / (all.size() - 1));
    }
}
