package org.weightflow.networks.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where the elements of an array lie when neighbours along axis i are {@code strides[i]} elements apart, as PyTorch describes
 * transposed and sliced arrays.
 * <p>Element {@code (i_0, ..., i_n)} lies at {@code sum of i_k * strides[k]}.
 */
final class StridedView {
    private final long[] shape;
    private final long[] strides;
    private final long count;
    private final long span;

    /**
     * @throws IllegalArgumentException if the lists differ in length, a number is negative, the product overflows, or there are
     *     more elements than places, so that a small file could stand for a large array
     */
    StridedView(long[] shape, long[] strides) {
        if (shape.length != strides.length) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " has " + shape.length
                    + " axes but strides " + Arrays.toString(strides) + " have " + strides.length);
        }
        this.shape = shape.clone();
        this.strides = strides.clone();
        try {
            this.count = Tensor.count(shape);
            this.span = span(shape, strides, count);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " with strides " + Arrays.toString(strides) + " is too large",
                    e);
        }
        if (count > span) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " with strides "
                    + Arrays.toString(strides) + " puts " + count + " elements into " + span
                    + " places; expanded arrays are not read");
        }
    }

    private static long span(long[] shape, long[] strides, long count) {
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            if (strides[i] < 0) {
                throw new IllegalArgumentException("stride " + strides[i] + " is negative");
            }
            if (count > 0) {
                last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
            }
        }
        return count == 0 ? 0 : Math.addExact(last, 1);
    }

    /** Places from the first element to behind the last. */
    long span() {
        return span;
    }

    /** Whether the elements lie one behind the other, the last axis running fastest. */
    boolean isRowMajor() {
        long expected = 1;
        for (int i = shape.length - 1; i >= 0 && count > 0; i--) {
            if (shape[i] != 1 && strides[i] != expected) {
                return false;
            }
            expected *= shape[i];
        }
        return true;
    }

    /** A row-major copy of the elements of {@code bytes} each. */
    ByteBuffer gather(ByteBuffer places, int bytes) {
        ByteBuffer in = places.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(count, bytes)))
                .order(ByteOrder.LITTLE_ENDIAN);
        int inner = shape.length - 1;
        long[] index = new long[shape.length];
        long row = 0;
        while (out.hasRemaining()) {
            for (long i = 0, from = row * bytes; i < shape[inner]; i++, from += strides[inner] * bytes) {
                copy(in, (int) from, out, bytes);
            }
            // To the next row: the axes before the innermost count up like the digits of a number.
            for (int axis = inner - 1; axis >= 0; axis--) {
                row += strides[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                row -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return out.flip();
    }

    private static void copy(ByteBuffer in, int from, ByteBuffer out, int bytes) {
        switch (bytes) {
            case 1 -> out.put(in.get(from));
            case 2 -> out.putShort(in.getShort(from));
            case 4 -> out.putInt(in.getInt(from));
            case 8 -> out.putLong(in.getLong(from));
            default -> throw new IllegalArgumentException("elements of " + bytes + " bytes are not gathered");
        }
    }
}
