package org.weightflow.networks.metrics;

import java.util.Arrays;
import org.weightflow.networks.Check;

/**
 * How two samples x [n] and y [m] are ordered relative to each other.
 * <ul>
 * <li>U = number of pairs with x_i > y_j plus half the number with x_i = y_j; nm/2 where neither tends to be larger
 * <li>z = (U - nm/2) / s, s^2 = nm/12 (N + 1 - sum over groups of t equal values of (t^3 - t) / (N (N - 1))), N = n + m: normal in
 * the limit where both samples are of one distribution. No correction for continuity
 * </ul>
 * Cost O(N log N). Checked against {@code scipy.stats.mannwhitneyu}.
 *
 * @param u U, in [0, nm]
 * @param z below 0 where x tends to be smaller; NaN where all values are equal
 * @see <a href="https://doi.org/10.1214/aoms/1177730491">Mann and Whitney (1947)</a>
 */
public record MannWhitney(double u, double z) {
    /**
     * @param x at least one value, none NaN
     * @param y likewise
     */
    public static MannWhitney of(double[] x, double[] y) {
        requireNumbers("x", x);
        requireNumbers("y", y);
        double[] first = x.clone();
        double[] second = y.clone();
        Arrays.sort(first);
        Arrays.sort(second);
        double u = 0;
        double ties = 0;
        int below = 0;
        int i = 0;
        while (i < first.length || below < second.length) {
            double value = i == first.length
                    ? second[below]
                    : below == second.length ? first[i] : Math.min(first[i], second[below]);
            int ofFirst = equalTo(value, first, i);
            int ofSecond = equalTo(value, second, below);
            u += ofFirst * (below + ofSecond / 2.0);
            double t = (double) ofFirst + ofSecond;
            ties += t * t * t - t;
            i += ofFirst;
            below += ofSecond;
        }
        double pairs = (double) x.length * y.length;
        double all = (double) x.length + y.length;
        double variance = pairs / 12 * (all + 1 - ties / (all * (all - 1)));
        return new MannWhitney(u, variance > 0 ? (u - pairs / 2) / Math.sqrt(variance) : Double.NaN);
    }

    /** How many values from {@code from} on are equal to one; -0 equals 0. */
    private static int equalTo(double value, double[] sorted, int from) {
        int to = from;
        while (to < sorted.length && sorted[to] == value) {
            to++;
        }
        return to - from;
    }

    private static void requireNumbers(String name, double[] values) {
        Check.atLeast("values of " + name, values.length, 1);
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw new IllegalArgumentException(name + ": value " + i + " is NaN, which has no rank");
            }
        }
    }
}
