package org.weightflow.tools.compare;

/**
 * A number of {@code metrics.json} with what says how sure it is; NaN for what is not there.
 *
 * @param value the number
 * @param sd    standard deviation
 * @param low   where its interval begins
 * @param high  where it ends
 * @param note  what it refers to, such as the baseline that was best; empty if there is nothing to say
 */
public record Estimate(double value, double sd, double low, double high, String note) {
    /** What a run has of a quantity that it did not measure. */
    public static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN, "");
}
