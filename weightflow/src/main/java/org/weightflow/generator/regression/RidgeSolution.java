package org.weightflow.generator.regression;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Least squares with a ridge, {@code D = argmin |X D^T - E|^2 + r |D|^2}, by the normal equations
 * {@code (X^T X + r I) d_o = X^T e_o} for every output o, in float64. X has a column of ones behind its own where there is a bias;
 * r is the ridge times the mean diagonal of X^T X without that column.
 */
final class RidgeSolution {
    private final int inputs;
    private final int outputs;
    /** Columns of X, the ones included. */
    private final int columns;
    /** X^T X, {@code [columns, columns]}. */
    private final double[] gram;
    /** X^T E, {@code [columns, outputs]}. */
    private final double[] cross;
    /** r. */
    private final double ridge;
    /** (X^T X + r I)^-1 X^T E; null until it is asked for. */
    private double[] dense;

    private final NDArray product;
    private final NDArray system;

    private RidgeSolution(NDArray x, NDArray errors, int inputs, double ridge) {
        this.inputs = inputs;
        this.outputs = (int) errors.getShape().get(1);
        this.columns = (int) x.getShape().get(1);
        NDArray transposed = x.transpose();
        this.product = transposed.matMul(x).toType(DataType.FLOAT64, false);
        this.gram = product.toDoubleArray();
        this.system = transposed.matMul(errors).toType(DataType.FLOAT64, false);
        this.cross = system.toDoubleArray();
        double trace = 0;
        for (int i = 0; i < inputs; i++) {
            trace += gram[i * columns + i];
        }
        this.ridge = ridge * trace / inputs;
    }

    /**
     * @param x      {@code [R, inputs]}
     * @param errors {@code [R, outputs]}
     * @param ridge  in units of the mean diagonal
     */
    static RidgeSolution of(NDArray x, NDArray errors, boolean bias, double ridge) {
        Shape shape = x.getShape();
        NDArray all = bias ? x.concat(x.getManager().ones(new Shape(shape.get(0), 1)), 1) : x;
        return new RidgeSolution(all, errors, (int) shape.get(1), ridge);
    }

    /** The change of an output's weights, its bias behind them if there is one; zeros where no input is ever on. */
    double[] row(int output) {
        if (ridge == 0) {
            return new double[columns];
        }
        if (dense == null) {
            dense = product.add(product.getManager()
                            .eye(columns, columns, 0, DataType.FLOAT64)
                            .mul(ridge))
                    .inverse()
                    .matMul(system)
                    .toDoubleArray();
        }
        double[] row = new double[columns];
        for (int i = 0; i < columns; i++) {
            row[i] = dense[i * outputs + output];
        }
        return row;
    }

    /** The same of an output that has only some of the inputs: their changes, then the bias. */
    double[] row(int output, int[] kept) {
        int size = kept.length + columns - inputs;
        if (ridge == 0 || size == 0) {
            return new double[size];
        }
        int[] used = java.util.Arrays.copyOf(kept, size);
        if (size > kept.length) {
            used[kept.length] = inputs;
        }
        double[][] matrix = new double[size][size];
        double[] right = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = i; j < size; j++) {
                matrix[i][j] = gram[used[i] * columns + used[j]] + (i == j ? ridge : 0);
                matrix[j][i] = matrix[i][j];
            }
            right[i] = cross[used[i] * outputs + output];
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(matrix, false))
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
    }
}
