package org.weightflow.generator.flow;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Distances to training codes in weight units: the Euclidean metric of codes whose standardisation is undone. */
final class CodeMetric {
    private final double[][] training;
    private final double[] deviations;
    private final double naturalScale;

    /**
     * @param training   standardised codes, at least two
     * @param deviations what one unit of each dimension is worth
     */
    CodeMetric(double[][] training, double[] deviations) {
        this.deviations = deviations;
        this.training = Arrays.stream(training).map(this::unscaled).toArray(double[][]::new);
        this.naturalScale = median(IntStream.range(0, training.length)
                .parallel()
                .mapToDouble(i -> nearest(this.training[i], i))
                .toArray());
    }

    /**
     * r: median distance of {@code codes} to the nearest training code over the median leave-one-out one of the training codes; NaN
     * if most training codes coincide.
     */
    double novelty(double[][] codes) {
        if (naturalScale == 0) {
            return Double.NaN;
        }
        return median(Arrays.stream(codes)
                        .parallel()
                        .mapToDouble(code -> nearest(unscaled(code), -1))
                        .toArray())
                / naturalScale;
    }

    /** Root mean square over all values. */
    static double rms(double[][] codes) {
        double sum = 0;
        for (double[] code : codes) {
            for (double value : code) {
                sum += value * value;
            }
        }
        return Math.sqrt(sum / ((double) codes.length * codes[0].length));
    }

    private double nearest(double[] code, int except) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int n = 0; n < training.length; n++) {
            if (n != except) {
                double sum = 0;
                for (int d = 0; d < code.length; d++) {
                    double difference = code[d] - training[n][d];
                    sum += difference * difference;
                }
                nearest = Math.min(nearest, sum);
            }
        }
        return Math.sqrt(nearest);
    }

    private double[] unscaled(double[] code) {
        double[] raw = new double[code.length];
        for (int d = 0; d < raw.length; d++) {
            raw[d] = code[d] * deviations[d];
        }
        return raw;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
