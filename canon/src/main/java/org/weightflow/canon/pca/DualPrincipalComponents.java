package org.weightflow.canon.pca;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.weightflow.canon.linear.ColumnPass;
import org.weightflow.canon.linear.RowCombinations;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineRuntime;

/**
 * Principal component analysis of N rows of D values in the space of the N: with the eigenvectors G u_k = mu_k u_k of their
 * {@link Gram} matrix, component k is c_k = sum over i of (u_ki / sqrt(mu_k)) (x_i - m), and nothing of length D is kept. Components
 * and decoded rows are streamed from the rows when they are asked for.
 * <p>Codes of the rows are z_ik = sqrt(mu_k) u_ki, variances mu_k / (N - 1). A code decodes to m + sum over k of z_k c_k, which is
 * the combination sum over i of a_i x_i with a_i = 1 / N + sum over k of z_k u_ki / sqrt(mu_k), so that sum a = 1.
 * <p>The row that lies farthest out along a component is on its positive side; of equal ones the first.
 * <p>Memory two blocks of columns, N^2 and N k, whatever D; passes as {@link GramSolver} says.
 */
public final class DualPrincipalComponents {
    private final int rows;
    private final Spectrum spectrum;
    private final double trace;
    private final double[][] otherCodes;
    private final double[] otherSquares;
    private final int passes;

    private DualPrincipalComponents(
            int rows, Spectrum spectrum, double trace, double[][] otherCodes, double[] otherSquares, int passes) {
        this.rows = rows;
        this.spectrum = spectrum;
        this.trace = trace;
        this.otherCodes = otherCodes;
        this.otherSquares = otherSquares;
        this.passes = passes;
    }

    /** As {@link #fit(Rows, Rows, Retain, GramSolver, Seed)}, exactly and of nothing else. */
    public static DualPrincipalComponents fit(Rows rows, Retain retain) {
        return exact(rows, rows, retain);
    }

    /**
     * Fits the components of some rows and places others among them.
     *
     * @param rows   at least two; all equal ones have no components
     * @param others rows of the same length, which have no part in mean and components; may be none
     * @param seed   of the noise that {@link GramSolver#RANDOMISED} starts with
     * @throws IllegalArgumentException if the rows are fewer, a value is not finite, naming its row and column (others are counted on
     *                                  from the rows), or a randomised fit is to give as many components as there are rows
     */
    public static DualPrincipalComponents fit(Rows rows, Rows others, Retain retain, GramSolver solver, Seed seed) {
        Check.atLeast("rows", rows.count(), 2);
        Rows all = others.count() == 0 ? rows : Rows.stacked(rows, others);
        if (solver.resolved(rows.count(), retain) == GramSolver.EXACT) {
            return exact(rows, all, retain);
        }
        if (retain.atMost() >= rows.count() - 1) {
            throw new IllegalArgumentException("a randomised fit gives fewer components than the " + (rows.count() - 1)
                    + " that " + rows.count() + " rows have; ask for a number of them");
        }
        SubspaceIteration iteration = new SubspaceIteration(all, rows.count(), retain.atMost());
        iteration.run(seed);
        int k = retain.of(iteration.spectrum(), iteration.trace());
        return new DualPrincipalComponents(
                rows.count(),
                iteration.spectrum().atMost(k),
                iteration.trace(),
                Arrays.stream(iteration.otherCodes())
                        .map(code -> Arrays.copyOf(code, k))
                        .toArray(double[][]::new),
                iteration.otherSquares(),
                SubspaceIteration.PASSES);
    }

    private static DualPrincipalComponents exact(Rows rows, Rows all, Retain retain) {
        int n = Check.atLeast("rows", rows.count(), 2);
        int size = all.count();
        double[] products = Gram.products(all, n);
        Gram gram = Gram.corner(products, size, n);
        Spectrum spectrum = gram.spectrum().atMost(retain.of(gram.spectrum(), gram.trace()));
        double[][] codes = new double[size - n][spectrum.count()];
        double[] squares = new double[size - n];
        for (int h = 0; h < squares.length; h++) {
            int start = (n + h) * size;
            squares[h] = products[start + n + h];
            for (int k = 0; k < spectrum.count(); k++) {
                double along = 0;
                for (int i = 0; i < n; i++) {
                    along += spectrum.eigenvector(k)[i] * products[start + i];
                }
                codes[h][k] = along / Math.sqrt(spectrum.eigenvalue(k));
            }
        }
        return new DualPrincipalComponents(n, spectrum, gram.trace(), codes, squares, 1);
    }

    /** Number of components k; 0 if all rows are equal. */
    public int count() {
        return spectrum.count();
    }

    /** Number of rows N. */
    public int rows() {
        return rows;
    }

    /** Passes over the rows that the fit took. */
    public int passes() {
        return passes;
    }

    /** The variance of each code, largest first, with divisor N - 1. */
    public double[] variances() {
        return Arrays.stream(spectrum.eigenvalues()).map(mu -> mu / (rows - 1)).toArray();
    }

    /** The variance of the rows in all directions, kept or not. */
    public double totalVariance() {
        return trace / (rows - 1);
    }

    /** The fraction of the total variance that the kept components have, in (0, 1]. */
    public double capturedVariance() {
        return trace == 0
                ? 1
                : Math.min(1, Arrays.stream(spectrum.eigenvalues()).sum() / trace);
    }

    /** The codes of the rows, {@code [N][k]}. */
    public double[][] codes() {
        double[][] codes = new double[rows][count()];
        for (int k = 0; k < count(); k++) {
            double deviation = Math.sqrt(spectrum.eigenvalue(k));
            for (int i = 0; i < rows; i++) {
                codes[i][k] = deviation * spectrum.eigenvector(k)[i];
            }
        }
        return codes;
    }

    /** The codes of the other rows, {@code [H][k]}: c_k (x - m). */
    public double[][] otherCodes() {
        return Arrays.stream(otherCodes).map(double[]::clone).toArray(double[][]::new);
    }

    /** The squared distances of the other rows to the mean. */
    public double[] otherSquares() {
        return otherSquares.clone();
    }

    /** The coefficients u_ki / sqrt(mu_k) of the components in the centred rows, {@code [k][N]}; each row sums to zero. */
    public double[][] coefficients() {
        double[][] coefficients = new double[count()][rows];
        for (int k = 0; k < count(); k++) {
            for (int i = 0; i < rows; i++) {
                coefficients[k][i] = spectrum.eigenvector(k)[i] / Math.sqrt(spectrum.eigenvalue(k));
            }
        }
        return coefficients;
    }

    /** The weights a [N] of the rows in what a code decodes to; they sum to 1. */
    public double[] weights(double[] code) {
        if (code.length != count()) {
            throw new IllegalArgumentException("code of " + code.length + " values where " + count() + " are expected");
        }
        double[] weights = new double[rows];
        Arrays.fill(weights, 1.0 / rows);
        for (int k = 0; k < code.length; k++) {
            double factor = code[k] / Math.sqrt(spectrum.eigenvalue(k));
            for (int i = 0; i < rows; i++) {
                weights[i] += factor * spectrum.eigenvector(k)[i];
            }
        }
        return weights;
    }

    /** Decodes any number of codes in one pass over the rows that the components were fitted to. */
    public void decode(Rows fitted, List<double[]> codes, RowCombinations.StretchAction action) {
        RowCombinations.stream(
                requireFitted(fitted), codes.stream().map(this::weights).toArray(double[][]::new), action);
    }

    /** Takes the components of a stretch of columns, from several threads at once. */
    @FunctionalInterface
    public interface ComponentAction {
        /**
         * @param components row-major {@code [k, t]}
         * @param mean       of the rows, {@code [t]}
         * @param from       the first column
         */
        void accept(double[] components, double[] mean, int from);
    }

    /** The components, a stretch of columns at a time, in one pass over the rows that they were fitted to. */
    public void components(Rows fitted, ComponentAction action) {
        requireFitted(fitted);
        double[] flat =
                Arrays.stream(coefficients()).flatMapToDouble(Arrays::stream).toArray();
        try (NDManager owner = EngineRuntime.newManager();
                NDArray borrowed = owner.create(flat, new Shape(count(), rows));
                NDArray coefficients = borrowed.duplicate()) {
            ColumnPass.centred(
                    fitted,
                    rows,
                    (lane, x, mean, from) ->
                            action.accept(coefficients.matMul(x).toDoubleArray(), mean.toDoubleArray(), from));
        }
    }

    private Rows requireFitted(Rows fitted) {
        if (fitted.count() != rows) {
            throw new IllegalArgumentException(
                    fitted.count() + " rows are not the " + rows + " that the components were fitted to");
        }
        return fitted;
    }
}
