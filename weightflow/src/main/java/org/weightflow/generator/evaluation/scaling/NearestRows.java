package org.weightflow.generator.evaluation.scaling;

import java.util.Arrays;
import org.weightflow.canon.linear.MatrixProduct;

/**
 * Euclidean distances to the nearest of N rows of D values, by brute force in blocks: M queries cost O(M N D), and memory is the rows
 * and one block of products, never N x N.
 * <p>The nearest row is found by |x|^2 + |w|^2 - 2 {@code <x, w>} about the rows' mean, and its distance is then summed directly, so
 * that copies are at distance 0.
 */
final class NearestRows {
    private static final int QUERIES = 256;
    private static final int BLOCK = 1024;

    private final double[][] rows;
    private final double[] mean;
    private final double[] squares;
    /** The centred rows, a block after the other, each row-major. */
    private final double[][] blocks;

    /** @param rows at least two of one length; not copied */
    NearestRows(double[][] rows) {
        this.rows = rows;
        this.mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += row[d] / rows.length;
            }
        }
        this.blocks = new double[(rows.length + BLOCK - 1) / BLOCK][];
        this.squares = new double[rows.length];
        for (int b = 0; b < blocks.length; b++) {
            int from = b * BLOCK;
            blocks[b] = centred(Arrays.copyOfRange(rows, from, Math.min(from + BLOCK, rows.length)));
        }
        for (int i = 0; i < rows.length; i++) {
            squares[i] = square(blocks[i / BLOCK], i % BLOCK);
        }
    }

    /** For each query the distance to the nearest row. */
    double[] distances(double[][] queries) {
        return distances(queries, false);
    }

    /** For each of the first rows, {@code most} of them or all, the distance to the nearest other row. */
    double[] betweenRows(int most) {
        return distances(Arrays.copyOf(rows, Math.min(most, rows.length)), true);
    }

    /** @param own whether query i is row i, which is then no neighbour of itself */
    private double[] distances(double[][] queries, boolean own) {
        double[] distances = new double[queries.length];
        MatrixProduct product = new MatrixProduct();
        for (int from = 0; from < queries.length; from += QUERIES) {
            int count = Math.min(QUERIES, queries.length - from);
            int[] nearest = nearest(product, Arrays.copyOfRange(queries, from, from + count), own ? from : -1);
            for (int q = 0; q < count; q++) {
                distances[from + q] = distance(queries[from + q], rows[nearest[q]]);
            }
        }
        return distances;
    }

    /** @param first row that the first query is, or -1 */
    private int[] nearest(MatrixProduct product, double[][] queries, int first) {
        double[] left = centred(queries);
        int[] nearest = new int[queries.length];
        double[] least = new double[queries.length];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int b = 0; b < blocks.length; b++) {
            int size = blocks[b].length / mean.length;
            double[] products = product.timesTransposed(left, queries.length, blocks[b], size, mean.length);
            for (int q = 0; q < queries.length; q++) {
                for (int i = 0; i < size; i++) {
                    int row = b * BLOCK + i;
                    // |x|^2 is the same for all rows.
                    double compared = squares[row] - 2 * products[q * size + i];
                    if (compared < least[q] && !(first >= 0 && row == first + q)) {
                        least[q] = compared;
                        nearest[q] = row;
                    }
                }
            }
        }
        return nearest;
    }

    private double[] centred(double[][] some) {
        double[] flat = new double[some.length * mean.length];
        for (int i = 0; i < some.length; i++) {
            for (int d = 0; d < mean.length; d++) {
                flat[i * mean.length + d] = some[i][d] - mean[d];
            }
        }
        return flat;
    }

    private double square(double[] flat, int row) {
        double sum = 0;
        for (int d = row * mean.length; d < (row + 1) * mean.length; d++) {
            sum += flat[d] * flat[d];
        }
        return sum;
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return Math.sqrt(sum);
    }
}
