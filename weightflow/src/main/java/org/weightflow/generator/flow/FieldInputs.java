package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.SharedMemory;

/**
 * What a field reads, {@code [rows, dimensions + time inputs + condition inputs]}, in memory that Java fills and the engine computes
 * with. The condition's features, if there are conditions, are followed by 1 where a row has none, and 0 where it has.
 */
final class FieldInputs implements AutoCloseable {
    private final int dimensions;
    private final int conditions;
    private final TimeInputs times;
    private final NDManager owner = EngineRuntime.newManager();
    private final NDArray array;
    private final FloatBuffer memory;
    private final float[] values;

    FieldInputs(int rows, FieldShape shape, TimeInputs times) {
        this.dimensions = shape.dimensions();
        this.conditions = shape.conditions();
        this.times = times;
        this.array = owner.zeros(new Shape(rows, width()), DataType.FLOAT32);
        this.memory = SharedMemory.floats(array);
        this.values = new float[rows * width()];
    }

    int rows() {
        return values.length / width();
    }

    private int width() {
        return dimensions + times.count() + (conditions == 0 ? 0 : conditions + 1);
    }

    /** The values of all rows in Java; {@link #array} sees them after {@link #send}. */
    float[] values() {
        return values;
    }

    /** Where a row's point starts in {@link #values}. */
    int start(int row) {
        return row * width();
    }

    void setTime(int row, double time) {
        times.write(time, values, start(row) + dimensions);
    }

    /** Conditions a row on the features that begin at {@code from}; on nothing, if {@code features} is null. */
    void setCondition(int row, float[] features, int from) {
        if (conditions == 0) {
            return;
        }
        int at = start(row) + dimensions + times.count();
        for (int c = 0; c < conditions; c++) {
            values[at + c] = features == null ? 0 : features[from + c];
        }
        values[at + conditions] = features == null ? 1 : 0;
    }

    void send() {
        memory.put(0, values);
    }

    NDArray array() {
        return array;
    }

    @Override
    public void close() {
        owner.close();
    }
}
