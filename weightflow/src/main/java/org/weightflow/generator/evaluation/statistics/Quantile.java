package org.weightflow.generator.evaluation.statistics;

import java.util.Arrays;

/**
 * Sample quantiles by linear interpolation between order statistics: with x_(0) <= ... <= x_(n-1) and h = (n - 1) p, the value is
 * x_(floor h) + (h - floor h) (x_(floor h + 1) - x_(floor h)). This is type 7 of Hyndman and Fan, the default of NumPy and R.
 *
 * @see <a href="https://doi.org/10.2307/2684934">Hyndman and Fan (1996)</a>
 */
public final class Quantile {
    private Quantile() {}

    /** @return the p-quantile; NaN if there is no value or one is NaN */
    public static double of(double[] values, double p) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        if (last < 0 || Double.isNaN(sorted[last])) {
            return Double.NaN;
        }
        double h = last * p;
        int below = (int) Math.floor(h);
        double low = sorted[below];
        return below == last || sorted[below + 1] == low ? low : low + (h - below) * (sorted[below + 1] - low);
    }

    public static double median(double[] values) {
        return of(values, 0.5);
    }
}
