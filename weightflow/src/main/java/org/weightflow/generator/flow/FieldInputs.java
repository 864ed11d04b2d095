package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.SharedMemory;

/** What a field reads, {@code [rows, dimensions + time features]}, in memory that Java fills and the engine computes with. */
final class FieldInputs implements AutoCloseable {
    private final int dimensions;
    private final TimeInputs times;
    private final NDManager owner = EngineRuntime.newManager();
    private final NDArray array;
    private final FloatBuffer memory;
    private final float[] values;

    FieldInputs(int rows, int dimensions, TimeInputs times) {
        this.dimensions = dimensions;
        this.times = times;
        this.array = owner.zeros(new Shape(rows, width()), DataType.FLOAT32);
        this.memory = SharedMemory.floats(array);
        this.values = new float[rows * width()];
    }

    int rows() {
        return values.length / width();
    }

    private int width() {
        return dimensions + times.count();
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
