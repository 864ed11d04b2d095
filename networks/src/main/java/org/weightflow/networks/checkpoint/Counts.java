package org.weightflow.networks.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Whole numbers that are float32 in memory and I64 in files, as PyTorch's {@code num_batches_tracked} is: from 0 to 2^24. */
public final class Counts {
    /** Up to it float32 holds every whole number. */
    private static final long LARGEST = 1L << 24;

    private Counts() {}

    /** @throws IllegalArgumentException naming the tensor, if a value is out of range */
    public static FloatBuffer ofTensor(Tensor tensor) {
        LongBuffer in = tensor.bytes().asLongBuffer();
        float[] values = new float[in.remaining()];
        for (int i = 0; i < values.length; i++) {
            long value = in.get(i);
            if (value < 0 || value > LARGEST) {
                throw outside(tensor.name(), String.valueOf(value));
            }
            values[i] = value;
        }
        return FloatBuffer.wrap(values);
    }

    /** @throws IllegalArgumentException naming the entry, if a value is no whole number or out of range */
    public static byte[] toBytes(String name, FloatBuffer values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.remaining() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.remaining(); i++) {
            float value = values.get(values.position() + i);
            if (!(value >= 0 && value <= LARGEST && value == Math.rint(value))) {
                throw outside(name, String.valueOf(value));
            }
            bytes.putLong((long) value);
        }
        return bytes.array();
    }

    private static IllegalArgumentException outside(String name, String value) {
        return new IllegalArgumentException(name + ": " + value + " is not a count from 0 to " + LARGEST);
    }
}
