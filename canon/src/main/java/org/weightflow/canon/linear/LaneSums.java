package org.weightflow.canon.linear;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.weightflow.networks.engine.EngineRuntime;

/** A float64 matrix that the lanes of a {@link ColumnPass} sum up, each for itself; the sums of lanes are added in their order. */
public final class LaneSums implements AutoCloseable {
    private final NDManager owner = EngineRuntime.newManager();
    private final NDArray[] sums;

    /**
     * @param rows of the pass
     * @param height rows of the matrix
     */
    public LaneSums(int rows, int height, int width) {
        this.sums = new NDArray[ColumnPass.lanes(rows)];
        for (int lane = 0; lane < sums.length; lane++) {
            sums[lane] = owner.zeros(new Shape(height, width), DataType.FLOAT64);
        }
    }

    /** Adds a matrix, from the work on that lane alone. */
    public void add(int lane, NDArray part) {
        sums[lane].addi(part);
    }

    /** The sum of all lanes, row-major. */
    public double[] total() {
        double[] total = sums[0].toDoubleArray();
        for (int lane = 1; lane < sums.length; lane++) {
            double[] part = sums[lane].toDoubleArray();
            for (int i = 0; i < total.length; i++) {
                total[i] += part[i];
            }
        }
        return total;
    }

    @Override
    public void close() {
        owner.close();
    }
}
