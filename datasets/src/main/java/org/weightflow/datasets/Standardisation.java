package org.weightflow.datasets;

import java.util.Arrays;

/**
 * Scaling to mean 0 and standard deviation 1, x' = (x - mean) / sd, with both taken from the training part only.
 *
 * <p>sd is the root of the mean squared deviation (divisor n), found in two passes with double sums. Values that are all
 * the same get sd 1, so they become 0 and not a division by zero; this is decided by smallest = largest and not by the
 * sum, which rounding keeps off zero. Immutable.
 */
public final class Standardisation {
    /** Which values share one mean and one standard deviation. */
    public enum Scope {
        /** None do: values stay as they are. */
        NONE,
        /** All values of all features do, as is the custom for images. */
        GLOBAL,
        /** All values of one feature do. */
        PER_FEATURE
    }

    private final Scope scope;
    private final double[] mean;
    private final double[] sd;

    private Standardisation(Scope scope, double[] mean, double[] sd) {
        this.scope = scope;
        this.mean = mean;
        this.sd = sd;
    }

    /**
     * Measures mean and standard deviation.
     *
     * @param train the training part: never validation or test rows, or they leak into what is learned
     * @throws IllegalArgumentException if there is no row and {@code scope} is not NONE
     */
    public static Standardisation fit(Scope scope, Examples train) {
        if (scope != Scope.NONE && train.count() == 0) {
            throw new IllegalArgumentException("no training rows to take mean and standard deviation from");
        }
        int groups =
                switch (scope) {
                    case NONE -> 0;
                    case GLOBAL -> 1;
                    case PER_FEATURE -> train.featureCount();
                };
        return groups == 0
                ? new Standardisation(scope, new double[0], new double[0])
                : fit(scope, train.features(), groups);
    }

    /**
     * Restores one that was fitted earlier, from its stored numbers.
     *
     * @param mean {@code []} for NONE, {@code [1]} for GLOBAL, {@code [features]} for PER_FEATURE; finite
     * @param sd as many, each finite and more than 0
     * @throws IllegalArgumentException if lengths or values break these rules
     */
    public static Standardisation of(Scope scope, double[] mean, double[] sd) {
        boolean lengthFits =
                switch (scope) {
                    case NONE -> mean.length == 0;
                    case GLOBAL -> mean.length == 1;
                    case PER_FEATURE -> mean.length > 0;
                };
        if (!lengthFits || sd.length != mean.length) {
            throw new IllegalArgumentException(
                    mean.length + " means and " + sd.length + " standard deviations do not fit scope " + scope);
        }
        for (int i = 0; i < mean.length; i++) {
            if (!Double.isFinite(mean[i]) || !Double.isFinite(sd[i]) || sd[i] <= 0) {
                throw new IllegalArgumentException("mean " + mean[i] + " and standard deviation " + sd[i] + " of group "
                        + i + " are not finite with a standard deviation above 0");
            }
        }
        return new Standardisation(scope, mean.clone(), sd.clone());
    }

    private static Standardisation fit(Scope scope, float[] values, int groups) {
        double[] mean = new double[groups];
        float[] smallest = new float[groups];
        float[] largest = new float[groups];
        Arrays.fill(smallest, Float.POSITIVE_INFINITY);
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        for (int start = 0; start < values.length; start += groups) {
            for (int group = 0; group < groups; group++) {
                float value = values[start + group];
                mean[group] += value;
                smallest[group] = Math.min(smallest[group], value);
                largest[group] = Math.max(largest[group], value);
            }
        }
        double count = (double) values.length / groups;
        for (int group = 0; group < groups; group++) {
            mean[group] = smallest[group] == largest[group] ? smallest[group] : mean[group] / count;
        }
        double[] sd = new double[groups];
        for (int start = 0; start < values.length; start += groups) {
            for (int group = 0; group < groups; group++) {
                double deviation = values[start + group] - mean[group];
                sd[group] += deviation * deviation;
            }
        }
        for (int group = 0; group < groups; group++) {
            sd[group] = smallest[group] == largest[group] ? 1 : Math.sqrt(sd[group] / count);
        }
        return new Standardisation(scope, mean, sd);
    }

    public Scope scope() {
        return scope;
    }

    /** The means, a copy: {@code []}, {@code [1]} or {@code [features]} as the scope has it. */
    public double[] mean() {
        return mean.clone();
    }

    /** The standard deviations, a copy, as many as there are means. */
    public double[] sd() {
        return sd.clone();
    }

    /**
     * Scales examples; computed in double, rounded to float once.
     *
     * @return new examples, or {@code examples} itself for scope NONE
     * @throws IllegalArgumentException if fitted per feature on another number of features
     */
    public Examples apply(Examples examples) {
        if (scope == Scope.NONE) {
            return examples;
        }
        int groups = mean.length;
        if (scope == Scope.PER_FEATURE && examples.featureCount() != groups) {
            throw new IllegalArgumentException(
                    "fitted on " + groups + " features, but the examples have " + examples.featureCount());
        }
        float[] values = examples.features();
        float[] scaled = new float[values.length];
        for (int start = 0; start < values.length; start += groups) {
            for (int group = 0; group < groups; group++) {
                scaled[start + group] = (float) ((values[start + group] - mean[group]) / sd[group]);
            }
        }
        return Examples.owning(scaled, examples.labels(), examples.exampleShape(), examples.classes());
    }
}
