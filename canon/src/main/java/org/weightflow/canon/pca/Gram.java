package org.weightflow.canon.pca;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.weightflow.canon.linear.Block;
import org.weightflow.canon.linear.MatrixProduct;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Check;

/**
 * The inner products of N rows about their mean, G[i][j] = {@code <x_i - m, x_j - m>}, in float64, and the spectrum of G: all that
 * is needed of rows that are much longer than many.
 * <p>Reads each value once. Cost O(N^2 D + N^3); memory O(N^2 + D) and one block of columns.
 */
public final class Gram {
    private final int count;
    private final double[] mean;
    private final double[] values;
    private final double[] eigenvalues;
    private final double[][] eigenvectors;

    private Gram(int count, double[] mean, double[] values) {
        this.count = count;
        this.mean = mean;
        this.values = values;
        EigenDecomposition_F64<DMatrixRMaj> solver = DecompositionFactory_DDRM.eig(count, true, true);
        if (!solver.decompose(DMatrixRMaj.wrap(count, count, values.clone()))) {
            throw new IllegalStateException("the eigenvalues of a Gram matrix of " + count + " rows did not converge");
        }
        int[] descending = IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        solver.getEigenvalue(b).getReal(),
                        solver.getEigenvalue(a).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        double largest = Math.max(solver.getEigenvalue(descending[0]).getReal(), 0);
        double rounding = count * Math.ulp(1.0) * largest;
        // centred rows sum to zero, so that at most count - 1 are independent
        int[] kept = IntStream.of(descending)
                .limit(count - 1)
                .filter(i -> solver.getEigenvalue(i).getReal() > rounding)
                .toArray();
        eigenvalues = IntStream.of(kept)
                .mapToDouble(i -> solver.getEigenvalue(i).getReal())
                .toArray();
        eigenvectors = IntStream.of(kept)
                .mapToObj(i -> solver.getEigenVector(i).getData().clone())
                .toArray(double[][]::new);
    }

    /**
     * @param rows at least two
     * @throws IllegalArgumentException if there are fewer, or a value is NaN or infinite, naming its row and column
     */
    public static Gram of(Rows rows) {
        int n = Check.atLeast("rows", rows.count(), 2);
        double[] mean = new double[rows.length()];
        double[] values = new double[n * n];
        MatrixProduct product = new MatrixProduct();
        int width = Block.width(n, rows.length());
        Block block = new Block(rows, width);
        for (int from = 0; from < rows.length(); from += width) {
            block.load(from);
            block.meanTo(mean);
            block.subtract(mean);
            double[] part = product.timesTransposed(block.values(), n, block.values(), n, block.columns());
            for (int k = 0; k < values.length; k++) {
                values[k] += part[k];
            }
        }
        return new Gram(n, mean, symmetric(values, n));
    }

    /** Number of rows N. */
    public int count() {
        return count;
    }

    /** The mean row [D]; not a copy, read only. */
    public double[] mean() {
        return mean;
    }

    /** {@code <x_i - m, x_j - m>}. */
    public double at(int i, int j) {
        return values[i * count + j];
    }

    /** The sum of squared distances of the rows to their mean. */
    public double trace() {
        double trace = 0;
        for (int i = 0; i < count; i++) {
            trace += at(i, i);
        }
        return trace;
    }

    /** Independent directions: eigenvalues above N * 2^-52 times the largest, at most N - 1. */
    public int rank() {
        return eigenvalues.length;
    }

    /** The eigenvalue at {@code index} below {@link #rank}, largest first; positive. */
    public double eigenvalue(int index) {
        return eigenvalues[index];
    }

    /** Its unit eigenvector [N]; not a copy, read only. */
    public double[] eigenvector(int index) {
        return eigenvectors[index];
    }

    /** The mean of the matrix and its transpose: a product may round its two halves differently. */
    private static double[] symmetric(double[] values, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                values[i * n + j] = (values[i * n + j] + values[j * n + i]) / 2;
                values[j * n + i] = values[i * n + j];
            }
        }
        return values;
    }
}
