package org.weightflow.canon.linear;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Dense products of row-major float64 matrices on the CPU, by the engine but for small ones; nothing of the engine is left open.
 * <p>An instance reuses its memory outside the heap and belongs to one thread at a time. Operands are copied there once, to
 * addresses that are aligned as the engine aligns its own, so that equal operands give bitwise equal products on one machine and thread count.
 * <p>An operand may be longer than its matrix; what lies behind is not read.
 */
public final class MatrixProduct {
    /** Alignment of the engine's own arrays in bytes, on which the order of its sums may depend. */
    private static final int ALIGNMENT = 64;

    /** Multiplications that take no longer than to call the engine. */
    private static final int SMALL = 1 << 16;

    private ByteBuffer left = direct(0);
    private ByteBuffer right = direct(0);

    /** A B^T; {@code a [rowsA, columns]}, {@code b [rowsB, columns]} to {@code [rowsA, rowsB]}. */
    public double[] timesTransposed(double[] a, int rowsA, double[] b, int rowsB, int columns) {
        if ((long) rowsA * rowsB * columns <= SMALL) {
            return smallTimesTransposed(a, rowsA, b, rowsB, columns);
        }
        return multiply(a, new Shape(rowsA, columns), b, new Shape(rowsB, columns), true);
    }

    /** A B; {@code a [rows, inner]}, {@code b [inner, columns]} to {@code [rows, columns]}. */
    public double[] times(double[] a, int rows, int inner, double[] b, int columns) {
        return multiply(a, new Shape(rows, inner), b, new Shape(inner, columns), false);
    }

    private static double[] smallTimesTransposed(double[] a, int rowsA, double[] b, int rowsB, int columns) {
        double[] product = new double[rowsA * rowsB];
        for (int i = 0; i < rowsA; i++) {
            for (int j = 0; j < rowsB; j++) {
                product[i * rowsB + j] = dot(a, i * columns, b, j * columns, columns);
            }
        }
        return product;
    }

    /** In four sums, which do not wait for each other. */
    private static double dot(double[] a, int fromA, double[] b, int fromB, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < length; k += 4) {
            s0 += a[fromA + k] * b[fromB + k];
            s1 += a[fromA + k + 1] * b[fromB + k + 1];
            s2 += a[fromA + k + 2] * b[fromB + k + 2];
            s3 += a[fromA + k + 3] * b[fromB + k + 3];
        }
        for (; k < length; k++) {
            s0 += a[fromA + k] * b[fromB + k];
        }
        return s0 + s1 + (s2 + s3);
    }

    private double[] multiply(double[] a, Shape shapeA, double[] b, Shape shapeB, boolean transposed) {
        left = filled(left, a, shapeA);
        right = filled(right, b, shapeB);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            // Views of the buffers, which this object keeps for longer than the manager lives.
            NDArray x = manager.create(left, shapeA, DataType.FLOAT64);
            NDArray y = manager.create(right, shapeB, DataType.FLOAT64);
            NDArray product = x.matMul(transposed ? y.transpose() : y);
            double[] values = new double[Math.toIntExact(product.size())];
            product.toByteBuffer(true)
                    .order(ByteOrder.nativeOrder())
                    .asDoubleBuffer()
                    .get(values);
            return values;
        }
    }

    /** {@code buffer}, or a larger one, filled with the matrix and limited to it. */
    private static ByteBuffer filled(ByteBuffer buffer, double[] values, Shape shape) {
        int size = Math.toIntExact(shape.size());
        int bytes = Math.multiplyExact(size, Double.BYTES);
        ByteBuffer target = buffer.capacity() < bytes ? direct(bytes) : buffer;
        target.clear().limit(bytes);
        target.asDoubleBuffer().put(values, 0, size);
        return target;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * ALIGNMENT)) // of which both ends may be cut off
                .alignedSlice(ALIGNMENT)
                .order(ByteOrder.nativeOrder());
    }
}
