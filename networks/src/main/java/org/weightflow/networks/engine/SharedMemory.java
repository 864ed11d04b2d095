package org.weightflow.networks.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Views of an array's own memory in Java, without a copy. The engine allocates it (64-byte aligned, so that sums come out the same
 * in every run); a view must not be used after its array was closed.
 */
public final class SharedMemory {
    private SharedMemory() {}

    /** The values of a contiguous float32 array on the CPU, for reading and writing. */
    public static FloatBuffer floats(NDArray array) {
        return bytes(array, DataType.FLOAT32).asFloatBuffer();
    }

    /** The values of a contiguous float64 array on the CPU, for reading and writing. */
    public static DoubleBuffer doubles(NDArray array) {
        return bytes(array, DataType.FLOAT64).asDoubleBuffer();
    }

    /** The values of a contiguous int64 array on the CPU, for reading and writing. */
    public static LongBuffer longs(NDArray array) {
        return bytes(array, DataType.INT64).asLongBuffer();
    }

    /** An array of the engine's own memory that holds a copy of {@code values}; safe to keep views of. */
    public static NDArray copyOf(NDManager owner, float[] values, Shape shape) {
        NDArray array = owner.zeros(shape, DataType.FLOAT32);
        FloatBuffer memory = floats(array);
        if (memory.capacity() != values.length) {
            throw new IllegalArgumentException(values.length + " values do not fill shape " + shape);
        }
        memory.put(0, values);
        return array;
    }

    /** As {@link #copyOf(NDManager, float[], Shape)}, of float64 values. */
    public static NDArray copyOf(NDManager owner, double[] values, Shape shape) {
        NDArray array = owner.zeros(shape, DataType.FLOAT64);
        DoubleBuffer memory = doubles(array);
        if (memory.capacity() != values.length) {
            throw new IllegalArgumentException(values.length + " values do not fill shape " + shape);
        }
        memory.put(0, values);
        return array;
    }

    /** The bytes of a contiguous array on the CPU in the order of the machine, for reading and writing. */
    public static ByteBuffer bytes(NDArray array) {
        ByteBuffer bytes = ((PtNDArray) array).toByteBuffer(true);
        if (!bytes.isDirect() || bytes.isReadOnly()) {
            throw new IllegalStateException("the engine gave a copy of an array's memory instead of a view");
        }
        return bytes.order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer bytes(NDArray array, DataType type) {
        if (array.getDataType() != type) {
            throw new IllegalArgumentException("array of " + array.getDataType() + " where " + type + " is needed");
        }
        return bytes(array);
    }
}
