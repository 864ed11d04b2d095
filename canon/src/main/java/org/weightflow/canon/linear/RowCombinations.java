package org.weightflow.canon.linear;

import java.util.Arrays;

/**
 * Linear combinations of rows, y_m = sum over i of a_mi x_i, a stretch of columns at a time, in float64.
 * <p>The products of one value are summed in fours in the order of the rows, by themselves: a value depends neither on how many
 * combinations are made together nor on which columns.
 * <p>Cost O(M N D) for M combinations, one pass over the rows; memory the pass's and N + 1 stretches of up to 4,096 values.
 */
public final class RowCombinations {
    private static final int STRETCH = 4096;
    private static final int LEAST_STRETCH = 256;
    /** Values of the rows that are widened at a time. */
    private static final int WIDENED = 1 << 18;

    private RowCombinations() {}

    /** Takes what was combined; the arrays are used again. */
    @FunctionalInterface
    public interface StretchAction {
        /**
         * @param combination index m
         * @param from        first column
         * @param values      its values from index 0 on
         * @param count       how many
         */
        void accept(int combination, int from, double[] values, int count);
    }

    /**
     * @param a      {@code [M][N]}
     * @param action told of each stretch of each combination; in the order of the columns, and within a stretch of the combinations
     */
    public static void stream(Rows rows, double[][] a, StretchAction action) {
        int n = rows.count();
        for (double[] row : a) {
            if (row.length != n) {
                throw new IllegalArgumentException(row.length + " coefficients do not fit " + n + " rows");
            }
        }
        int stretch = Math.max(1, Math.min(rows.length(), Math.min(STRETCH, Math.max(LEAST_STRETCH, WIDENED / n))));
        float[] raw = new float[stretch];
        double[][] x = new double[n][stretch];
        double[] y = new double[stretch];
        ColumnPass.over(rows, block -> {
            for (int start = 0; start < block.columns(); start += stretch) {
                int count = Math.min(stretch, block.columns() - start);
                for (int i = 0; i < n; i++) {
                    block.copy(i, start, count, raw);
                    widen(raw, x[i], count);
                }
                for (int m = 0; m < a.length; m++) {
                    combine(a[m], x, y, count);
                    action.accept(m, block.from() + start, y, count);
                }
            }
        });
    }

    private static void widen(float[] from, double[] to, int count) {
        for (int j = 0; j < count; j++) {
            to[j] = from[j];
        }
    }

    /** y = sum over i of a_i x_i. */
    private static void combine(double[] a, double[][] x, double[] y, int count) {
        Arrays.fill(y, 0, count, 0);
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            addFour(a, i, x[i], x[i + 1], x[i + 2], x[i + 3], y, count);
        }
        for (; i < a.length; i++) {
            addOne(a[i], x[i], y, count);
        }
    }

    private static void addFour(
            double[] a, int i, double[] x0, double[] x1, double[] x2, double[] x3, double[] y, int count) {
        double a0 = a[i];
        double a1 = a[i + 1];
        double a2 = a[i + 2];
        double a3 = a[i + 3];
        for (int j = 0; j < count; j++) {
            y[j] += a0 * x0[j] + a1 * x1[j] + a2 * x2[j] + a3 * x3[j];
        }
    }

    private static void addOne(double a, double[] x, double[] y, int count) {
        for (int j = 0; j < count; j++) {
            y[j] += a * x[j];
        }
    }
}
