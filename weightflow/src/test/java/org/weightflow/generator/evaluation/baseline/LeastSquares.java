package org.weightflow.generator.evaluation.baseline;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.weightflow.generator.evaluation.source.LoadedZoo;

/** Linear coefficients by a plain solver. */
final class LeastSquares {
    private LeastSquares() {}

    /** The a that minimise |y - sum_i a_i w_i|. */
    static double[] coefficients(LoadedZoo zoo, float[] y) {
        DMatrixRMaj w = new DMatrixRMaj(y.length, zoo.count());
        DMatrixRMaj target = new DMatrixRMaj(y.length, 1);
        for (int d = 0; d < y.length; d++) {
            target.set(d, 0, y[d]);
            for (int i = 0; i < zoo.count(); i++) {
                w.set(d, i, zoo.vector(i)[d]);
            }
        }
        DMatrixRMaj a = new DMatrixRMaj(zoo.count(), 1);
        if (!CommonOps_DDRM.solve(w, target, a)) {
            throw new AssertionError("the members are linearly dependent");
        }
        return a.getData();
    }
}
