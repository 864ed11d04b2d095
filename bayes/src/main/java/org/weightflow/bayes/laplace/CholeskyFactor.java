package org.weightflow.bayes.laplace;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/** The lower triangular L of a precision matrix {@code A = L L^T}. */
final class CholeskyFactor {
    private final DMatrixRMaj lower;

    private CholeskyFactor(DMatrixRMaj lower) {
        this.lower = lower;
    }

    /**
     * @param precision overwritten
     * @throws ArithmeticException if it is not positive definite in float64
     */
    static CholeskyFactor of(DMatrixRMaj precision) {
        CholeskyDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.chol(precision.numRows, true);
        if (!decomposition.decompose(precision)) {
            throw new ArithmeticException("a precision of " + precision.numRows
                    + " values is not positive definite; a larger prior precision is needed");
        }
        return new CholeskyFactor(decomposition.getT(null));
    }

    int size() {
        return lower.numRows;
    }

    /** log det A. */
    double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < lower.numRows; i++) {
            sum += 2 * Math.log(lower.get(i, i));
        }
        return sum;
    }

    /** x with {@code L^T x = z}: for z standard normal, x has the covariance A^-1. */
    double[] backSubstituted(double[] z) {
        double[] x = z.clone();
        for (int i = x.length - 1; i >= 0; i--) {
            x[i] /= lower.get(i, i);
            for (int j = 0; j < i; j++) {
                x[j] -= lower.get(i, j) * x[i];
            }
        }
        return x;
    }

    /** A^-1. */
    DMatrixRMaj inverse() {
        DMatrixRMaj inverted = lower.copy();
        if (!CommonOps_DDRM.invert(inverted)) {
            throw new ArithmeticException("the factor of a precision of " + size() + " values is singular");
        }
        DMatrixRMaj covariance = new DMatrixRMaj(size(), size());
        CommonOps_DDRM.multTransA(inverted, inverted, covariance);
        return covariance;
    }
}
