package org.weightflow.pruning.sanity;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.weightflow.networks.Check;

/**
 * The mean difference between two numbers of the same members, with its 95 % interval: of n differences d with mean m and standard
 * deviation s (n - 1), {@code m +- t(0.975, n - 1) s / sqrt(n)}, Student's. It assumes that members are independent and their
 * differences not far from normal.
 *
 * @param mean of the differences
 * @param low  where the interval begins; null for one member
 * @param high where it ends; null for one member
 */
public record PairedDifference(double mean, Double low, Double high) {
    private static final double LEVEL = 0.95;

    /**
     * Of {@code values} minus {@code reference}, member by member.
     *
     * @throws IllegalArgumentException if they are not of as many members, or of none
     */
    public static PairedDifference of(List<Double> values, List<Double> reference) {
        if (values.size() != reference.size()) {
            throw new IllegalArgumentException(
                    values.size() + " values are paired with " + reference.size() + " of the reference");
        }
        int n = Check.atLeast("paired values", values.size(), 1);
        double[] differences = IntStream.range(0, n)
                .mapToDouble(i -> values.get(i) - reference.get(i))
                .toArray();
        double mean = IntStream.range(0, n).mapToDouble(i -> differences[i]).sum() / n;
        if (n == 1) {
            return new PairedDifference(mean, null, null);
        }
        double squares = IntStream.range(0, n)
                .mapToDouble(i -> (differences[i] - mean) * (differences[i] - mean))
                .sum();
        double half = StudentT.quantile(LEVEL, n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new PairedDifference(mean, mean - half, mean + half);
    }

    /** Whether there is an interval. */
    public boolean bounded() {
        return low != null;
    }

    /** Whether the interval lies below 0. */
    public boolean loss() {
        return bounded() && high < 0;
    }

    /** Whether the interval lies above 0. */
    public boolean gain() {
        return bounded() && low > 0;
    }

    /** Whether no end of the interval is farther from 0 than {@code margin}. */
    public boolean isWithin(double margin) {
        return bounded() && low >= -margin && high <= margin;
    }

    /** A fraction in points with its sign and two decimals, the same in every locale. */
    public static String points(double fraction) {
        double hundredths = Math.rint(1e4 * fraction);
        return String.format(Locale.ROOT, "%+.2f", hundredths == 0 ? 0.0 : hundredths / 100);
    }
}
