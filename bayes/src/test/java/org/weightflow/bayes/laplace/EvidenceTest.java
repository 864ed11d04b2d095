package org.weightflow.bayes.laplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Seed;

class EvidenceTest {
    private static final int ROWS = 9;
    private static final int COLUMNS = 4;
    private static final double NOISE = 0.3;

    /** For y = X w + noise Laplace's method is exact: y ~ N(0, s^2 I + X X^T / lambda). */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 50})
    void isExactForALinearModel(double lambda) {
        SplittableRandom random = new Seed(1).random();
        DMatrixRMaj x = new DMatrixRMaj(ROWS, COLUMNS);
        DMatrixRMaj y = new DMatrixRMaj(ROWS, 1);
        for (int r = 0; r < ROWS; r++) {
            y.set(r, 0, random.nextGaussian());
            for (int c = 0; c < COLUMNS; c++) {
                x.set(r, c, random.nextGaussian());
            }
        }
        double variance = NOISE * NOISE;
        DMatrixRMaj precision = new DMatrixRMaj(COLUMNS, COLUMNS);
        CommonOps_DDRM.multTransA(1 / variance, x, x, precision);
        CommonOps_DDRM.addEquals(precision, lambda, CommonOps_DDRM.identity(COLUMNS));
        DMatrixRMaj slope = new DMatrixRMaj(COLUMNS, 1);
        CommonOps_DDRM.multTransA(1 / variance, x, y, slope);
        DMatrixRMaj best = new DMatrixRMaj(COLUMNS, 1);
        assertTrue(CommonOps_DDRM.solve(precision, slope, best));
        DMatrixRMaj residual = y.copy();
        CommonOps_DDRM.multAdd(-1, x, best, residual);
        double logLikelihood =
                -CommonOps_DDRM.dot(residual, residual) / (2 * variance) - ROWS * Math.log(2 * Math.PI * variance) / 2;

        DMatrixRMaj marginal = new DMatrixRMaj(ROWS, ROWS);
        CommonOps_DDRM.multTransB(1 / lambda, x, x, marginal);
        CommonOps_DDRM.addEquals(marginal, variance, CommonOps_DDRM.identity(ROWS));
        DMatrixRMaj solved = new DMatrixRMaj(ROWS, 1);
        assertTrue(CommonOps_DDRM.solve(marginal, y, solved));
        double expected = -CommonOps_DDRM.dot(y, solved) / 2
                - Math.log(CommonOps_DDRM.det(marginal)) / 2
                - ROWS * Math.log(2 * Math.PI) / 2;
        double logDeterminant = CholeskyFactor.of(precision).logDeterminant();
        assertEquals(
                expected,
                Evidence.log(logLikelihood, CommonOps_DDRM.dot(best, best), COLUMNS, lambda, logDeterminant),
                1e-9 * Math.abs(expected));
    }
}
