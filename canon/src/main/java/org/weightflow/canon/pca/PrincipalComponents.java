package org.weightflow.canon.pca;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.weightflow.canon.linear.MatrixProduct;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Check;

/**
 * Principal component analysis of N rows of D values, N much less than D, in float64 by the eigenvectors u_k of their N x N
 * {@link Gram} matrix G u_k = mu_k u_k.
 * <p>Components are the unit rows c_k = X^T u_k / sqrt(mu_k), X the centred rows; the row that lies farthest out along a
 * component (the first of such) is on its positive side. Codes are z = C (x - mean), decoded as mean + C^T z. Variances are mu_k / (N - 1).
 * <p>With all N - 1 components decoding a row's code gives the row back but for rounding, and decoding any code gives an affine
 * combination of the rows.
 * <p>Reads each value twice. Cost O(N^2 D + N^3); memory k D doubles.
 */
public final class PrincipalComponents {
    /**
     * Above this ratio of largest to least eigenvalue, components are made orthogonal once more: the rounding of G, near 1e-16 of
     * the largest, stands as 1e-16 times this in the products of the last ones.
     */
    private static final double WELL_CONDITIONED = 1e4;

    /** Values of all components that are multiplied at a time. */
    private static final int STRETCH_VALUES = 1 << 21;

    private final double[] mean;
    private final double[][] components;
    private final double[] variances;
    private final double totalVariance;
    private final double[][] codes;

    private PrincipalComponents(
            double[] mean, double[][] components, double[] variances, double totalVariance, double[][] codes) {
        this.mean = mean;
        this.components = components;
        this.variances = variances;
        this.totalVariance = totalVariance;
        this.codes = codes;
    }

    /**
     * @param rows at least two, which are not all equal
     * @throws IllegalArgumentException if they are fewer or all equal, or a value is not finite, naming its row and column
     */
    public static PrincipalComponents fit(Rows rows, Retain retain) {
        DualPrincipalComponents dual = DualPrincipalComponents.fit(rows, retain);
        if (dual.count() == 0) {
            throw new IllegalArgumentException(
                    "all " + rows.count() + " rows are equal, so there is no direction in which they differ");
        }
        int k = dual.count();
        double[] mean = new double[rows.length()];
        double[][] components = new double[k][rows.length()];
        dual.components(rows, (part, partMean, from) -> {
            System.arraycopy(partMean, 0, mean, from, partMean.length);
            for (int c = 0; c < k; c++) {
                System.arraycopy(part, c * partMean.length, components[c], from, partMean.length);
            }
        });
        double[] variances = dual.variances();
        if (variances[0] > WELL_CONDITIONED * variances[k - 1]) {
            orthogonalise(components);
        }
        return new PrincipalComponents(mean, components, variances, dual.totalVariance(), dual.codes());
    }

    /**
     * The components that an earlier fit found, as a file has them; copied, but for the components.
     *
     * @param components    [k, D] orthonormal rows
     * @param variances     [k]
     * @param totalVariance of the rows in all directions
     * @param codes         [N, k]
     * @throws IllegalArgumentException naming what does not fit
     */
    public static PrincipalComponents of(
            double[] mean, double[][] components, double[] variances, double totalVariance, double[][] codes) {
        for (double[] component : components) {
            requireSize("component", component.length, mean.length);
        }
        requireSize("list of variances", variances.length, components.length);
        for (double[] code : codes) {
            requireSize("code", code.length, components.length);
        }
        return new PrincipalComponents(
                mean.clone(),
                components.clone(),
                variances.clone(),
                Check.positive("totalVariance", totalVariance),
                copy(codes));
    }

    /** Number of components k. */
    public int count() {
        return components.length;
    }

    /** Number of values D of a row. */
    public int length() {
        return mean.length;
    }

    /** A copy of the mean row [D]. */
    public double[] mean() {
        return mean.clone();
    }

    /** A copy of the unit row [D] of that index. */
    public double[] component(int index) {
        return components[index].clone();
    }

    /** A copy of the variance of each code, largest first, with divisor N - 1. */
    public double[] variances() {
        return variances.clone();
    }

    /** The variance of the rows in all directions, kept or not. */
    public double totalVariance() {
        return totalVariance;
    }

    /** The fraction of the total variance that the kept components have, in (0, 1]. */
    public double capturedVariance() {
        return Math.min(1, Arrays.stream(variances).sum() / totalVariance);
    }

    /** Copies of the codes [N, k] of the rows that it was fitted to. */
    public double[][] codes() {
        return copy(codes);
    }

    /** z = C (x - mean); {@code x [D]} to {@code [k]}. */
    public double[] encode(float[] x) {
        requireSize("row", x.length, mean.length);
        double[] centred = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            centred[j] = x[j] - mean[j];
        }
        double[] code = new double[components.length];
        for (int c = 0; c < code.length; c++) {
            double sum = 0;
            for (int j = 0; j < centred.length; j++) {
                sum += components[c][j] * centred[j];
            }
            code[c] = sum;
        }
        return code;
    }

    /** x = mean + C^T z, rounded to float32; {@code code [k]} to {@code [D]}. */
    public float[] decode(double[] code) {
        requireSize("code", code.length, components.length);
        double[] sum = mean.clone();
        for (int c = 0; c < code.length; c++) {
            for (int j = 0; j < sum.length; j++) {
                sum[j] += code[c] * components[c][j];
            }
        }
        float[] x = new float[sum.length];
        for (int j = 0; j < x.length; j++) {
            x[j] = (float) sum[j];
        }
        return x;
    }

    /** C <- L^-1 C for C C^T = L L^T (Cholesky), in place; component c changes only by those before it. */
    private static void orthogonalise(double[][] components) {
        int k = components.length;
        int length = components[0].length;
        int width = Math.max(1, Math.min(length, STRETCH_VALUES / k));
        MatrixProduct product = new MatrixProduct();
        DMatrixRMaj gram = new DMatrixRMaj(k, k);
        for (int from = 0; from < length; from += width) {
            int columns = Math.min(width, length - from);
            double[] part = stretch(components, from, columns);
            double[] products = product.timesTransposed(part, k, part, k, columns);
            for (int i = 0; i < products.length; i++) {
                gram.data[i] += products[i];
            }
        }
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(k, true);
        if (!cholesky.decompose(gram)) {
            throw new IllegalStateException("the last of " + k + " components cannot be told from the others");
        }
        DMatrixRMaj inverse = new DMatrixRMaj(k, k);
        CommonOps_DDRM.invert(cholesky.getT(null), inverse);
        for (int from = 0; from < length; from += width) {
            int columns = Math.min(width, length - from);
            double[] part = product.times(inverse.data, k, k, stretch(components, from, columns), columns);
            for (int c = 0; c < k; c++) {
                System.arraycopy(part, c * columns, components[c], from, columns);
            }
        }
    }

    private static double[] stretch(double[][] rows, int from, int columns) {
        double[] part = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], from, part, i * columns, columns);
        }
        return part;
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    private static void requireSize(String what, int size, int expected) {
        if (size != expected) {
            throw new IllegalArgumentException(
                    "a " + what + " of " + size + " values does not fit a basis that takes " + expected);
        }
    }
}
