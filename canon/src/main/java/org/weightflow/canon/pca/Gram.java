package org.weightflow.canon.pca;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.weightflow.canon.linear.ColumnPass;
import org.weightflow.canon.linear.LaneSums;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Check;

/**
 * The inner products of N rows about their mean, G[i][j] = {@code <x_i - m, x_j - m>}, in float64, and the spectrum of G: all that
 * is needed of rows that are much longer than many.
 * <p>Reads each value once. Cost O(N^2 D + N^3); memory O(N^2) and two blocks of columns, whatever D.
 */
public final class Gram {
    /** More groups save more products but make them smaller. */
    private static final int MOST_GROUPS = 8;

    private static final int LEAST_GROUP = 32;

    private final int count;
    private final double[] values;
    private final double trace;
    private final Spectrum spectrum;

    private Gram(int count, double[] values) {
        this.count = count;
        this.values = values;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += at(i, i);
        }
        this.trace = sum;
        this.spectrum = Spectrum.of(values, count).atMost(count - 1);
    }

    /**
     * @param rows at least two
     * @throws IllegalArgumentException if there are fewer, or a value is NaN or infinite, naming its row and column
     */
    public static Gram of(Rows rows) {
        int n = Check.atLeast("rows", rows.count(), 2);
        return new Gram(n, products(rows, n));
    }

    /** The Gram matrix that is the upper left corner [n, n] of products. */
    static Gram corner(double[] products, int size, int n) {
        double[] corner = new double[n * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(products, i * size, corner, i * n, n);
        }
        return new Gram(n, corner);
    }

    /**
     * The products of all rows about the mean of the first {@code members}, row-major and symmetric. Of each pair of row groups one
     * product is taken, since the other is its transpose.
     */
    static double[] products(Rows rows, int members) {
        int n = rows.count();
        int groups = Math.max(1, Math.min(MOST_GROUPS, n / LEAST_GROUP));
        int[] bounds = new int[groups + 1];
        for (int g = 0; g <= groups; g++) {
            bounds[g] = (int) ((long) n * g / groups);
        }
        LaneSums[] sums = new LaneSums[groups];
        try {
            for (int g = 0; g < groups; g++) {
                sums[g] = new LaneSums(n, bounds[g + 1] - bounds[g], bounds[g + 1]);
            }
            ColumnPass.centred(rows, members, (lane, x, mean, from) -> {
                for (int g = 0; g < groups; g++) {
                    NDArray group = x.get(new NDIndex().addSliceDim(bounds[g], bounds[g + 1]));
                    NDArray upTo = x.get(new NDIndex().addSliceDim(0, bounds[g + 1]));
                    sums[g].add(lane, group.matMul(upTo.transpose()));
                }
            });
            double[] products = new double[n * n];
            for (int g = 0; g < groups; g++) {
                copySymmetric(sums[g].total(), bounds[g], bounds[g + 1], products, n);
            }
            return products;
        } finally {
            for (LaneSums each : sums) {
                if (each != null) {
                    each.close();
                }
            }
        }
    }

    /** A product may round its two halves differently: the lower one stands for both. */
    private static void copySymmetric(double[] part, int from, int to, double[] products, int n) {
        for (int i = from; i < to; i++) {
            for (int j = 0; j <= i; j++) {
                products[i * n + j] = part[(i - from) * to + j];
                products[j * n + i] = products[i * n + j];
            }
        }
    }

    /** Number of rows N. */
    public int count() {
        return count;
    }

    /** {@code <x_i - m, x_j - m>}. */
    public double at(int i, int j) {
        return values[i * count + j];
    }

    /** The sum of squared distances of the rows to their mean. */
    public double trace() {
        return trace;
    }

    /** Independent directions: eigenvalues above N * 2^-52 times the largest, at most N - 1. */
    public int rank() {
        return spectrum.count();
    }

    /** The eigenvalue at {@code index} below {@link #rank}, largest first; positive. */
    public double eigenvalue(int index) {
        return spectrum.eigenvalue(index);
    }

    /**
     * Its unit eigenvector [N], whose entry that is largest in absolute value is positive; not a copy, read only.
     */
    public double[] eigenvector(int index) {
        return spectrum.eigenvector(index);
    }

    Spectrum spectrum() {
        return spectrum;
    }
}
