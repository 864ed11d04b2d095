package org.weightflow.generator.evaluation.statistics;

/** An interval that is meant to hold the true value in 95 of 100 cases; NaN where nothing is known. */
public record Interval(double low, double high) {
    /** Nothing is known. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    public boolean holds(double value) {
        return low <= value && value <= high;
    }
}
