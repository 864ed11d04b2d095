package org.weightflow.canon.pca;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.weightflow.canon.linear.ColumnPass;
import org.weightflow.canon.linear.LaneSums;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineRuntime;

/**
 * The largest eigenvalues of the Gram matrix G = X X^T of N centred rows without G: with an orthonormal Q [N, l] of
 * l = k + {@value #OVERSAMPLING} columns that starts as noise, Q <- orth(G Q) twice, one pass each, then the eigenvectors of
 * Q^T G Q = (Q^T X)(Q^T X)^T in a third.
 * <p>G Q is summed over blocks of columns, X_b (X_b^T Q), so that nothing is larger than N l. The error of an eigenvalue is of the
 * order of the (l + 1)-th one over it, to the fourth power.
 *
 * @see <a href="https://arxiv.org/abs/0909.4061">Halko, Martinsson and Tropp (2011), Algorithms 4.4 and 5.3</a>
 */
final class SubspaceIteration {
    static final int OVERSAMPLING = 16;
    private static final int POWERS = 2;
    /** Passes over the rows. */
    static final int PASSES = POWERS + 1;

    private final Rows rows;
    private final int members;
    private final int others;
    private final int width;

    private double trace;
    private Spectrum spectrum;
    private double[][] otherCodes;
    private double[] otherSquares;

    /** @param rows the members and then the others, all about the members' mean */
    SubspaceIteration(Rows rows, int members, int components) {
        this.rows = rows;
        this.members = members;
        this.others = rows.count() - members;
        this.width = Math.min(members - 1, components + OVERSAMPLING);
    }

    void run(Seed seed) {
        DMatrixRMaj basis = orthonormal(noise(seed));
        for (int power = 0; power < POWERS; power++) {
            basis = orthonormal(timesGram(basis, power == 0));
        }
        project(basis);
    }

    double trace() {
        return trace;
    }

    Spectrum spectrum() {
        return spectrum;
    }

    /** {@code <c_k, x - m>} of the others, {@code [others][spectrum.count()]}. */
    double[][] otherCodes() {
        return otherCodes;
    }

    /** |x - m|^2 of the others. */
    double[] otherSquares() {
        return otherSquares;
    }

    private DMatrixRMaj noise(Seed seed) {
        SplittableRandom random = seed.random();
        DMatrixRMaj noise = new DMatrixRMaj(members, width);
        for (int i = 0; i < noise.data.length; i++) {
            noise.data[i] = random.nextGaussian();
        }
        return noise;
    }

    private DMatrixRMaj timesGram(DMatrixRMaj basis, boolean first) {
        try (NDManager owner = EngineRuntime.newManager();
                LaneSums product = new LaneSums(rows.count(), members, width);
                LaneSums squares = new LaneSums(rows.count(), 1, 1)) {
            NDArray q = array(owner, basis);
            ColumnPass.centred(rows, members, (lane, x, mean, from) -> {
                NDArray own = members(x);
                product.add(lane, own.matMul(own.transpose().matMul(q)));
                if (first) {
                    squares.add(lane, own.square().sum());
                }
            });
            trace = first ? squares.total()[0] : trace;
            return DMatrixRMaj.wrap(members, width, product.total());
        }
    }

    private void project(DMatrixRMaj basis) {
        try (NDManager owner = EngineRuntime.newManager();
                LaneSums inner = new LaneSums(rows.count(), width, width);
                LaneSums cross = new LaneSums(rows.count(), width, others);
                LaneSums squares = new LaneSums(rows.count(), others, 1)) {
            NDArray q = array(owner, basis);
            ColumnPass.centred(rows, members, (lane, x, mean, from) -> {
                NDArray projected = q.transpose().matMul(members(x));
                inner.add(lane, projected.matMul(projected.transpose()));
                if (others > 0) {
                    NDArray rest = x.get(new NDIndex().addSliceDim(members, members + others));
                    cross.add(lane, projected.matMul(rest.transpose()));
                    squares.add(lane, rest.square().sum(new int[] {1}, true));
                }
            });
            Spectrum small = Spectrum.of(inner.total(), width);
            double[][] eigenvectors = new double[small.count()][];
            otherCodes = new double[others][small.count()];
            otherSquares = others == 0 ? new double[0] : squares.total();
            double[] products = others == 0 ? new double[0] : cross.total();
            for (int k = 0; k < small.count(); k++) {
                double[] turned = times(basis, small.eigenvector(k));
                eigenvectors[k] = Spectrum.oriented(turned);
                double sign = Math.signum(turned[0]) == Math.signum(eigenvectors[k][0]) ? 1 : -1;
                for (int h = 0; h < others; h++) {
                    double sum = 0;
                    for (int j = 0; j < width; j++) {
                        sum += small.eigenvector(k)[j] * products[j * others + h];
                    }
                    otherCodes[h][k] = sign * sum / Math.sqrt(small.eigenvalue(k));
                }
            }
            spectrum = new Spectrum(small.eigenvalues(), eigenvectors);
        }
    }

    private NDArray members(NDArray x) {
        return others == 0 ? x : x.get(new NDIndex().addSliceDim(0, members));
    }

    /** Of the engine's own memory, so that it may be used for as long as {@code owner} lives. */
    private static NDArray array(NDManager owner, DMatrixRMaj matrix) {
        try (NDArray borrowed = owner.create(matrix.data, new Shape(matrix.numRows, matrix.numCols))) {
            return borrowed.duplicate();
        }
    }

    private static DMatrixRMaj orthonormal(DMatrixRMaj matrix) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
        if (!qr.decompose(matrix)) {
            throw new IllegalStateException("a basis of " + matrix.numCols + " directions cannot be made orthonormal");
        }
        return qr.getQ(null, true);
    }

    private static double[] times(DMatrixRMaj matrix, double[] vector) {
        double[] product = new double[matrix.numRows];
        for (int i = 0; i < product.length; i++) {
            for (int j = 0; j < vector.length; j++) {
                product[i] += matrix.get(i, j) * vector[j];
            }
        }
        return product;
    }
}
