package org.weightflow.generator.evaluation;

import java.util.Arrays;

/**
 * How a number varies over the networks of a series; NaN throughout if it is not known for all of them.
 *
 * @param sd standard deviation with divisor n: the series is the population
 */
public record Spread(double mean, double sd, double min, double max) {
    static Spread of(double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = 0;
        double min = values.length == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
        double max = -min;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new Spread(mean, Math.sqrt(squares / values.length), min, max);
    }
}
