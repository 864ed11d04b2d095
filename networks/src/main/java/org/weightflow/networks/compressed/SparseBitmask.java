package org.weightflow.networks.compressed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

/**
 * The {@code sparse-bitmask} layout of a matrix {@code X [R, C]} as four tensors: {@code X.shape} I64 [2]; {@code X.compressed},
 * the kept values row by row; {@code X.bitmask} U8 [R, ceil(C / 8)], bit j of a row being bit j % 8 of byte j / 8 from the least
 * significant; {@code X.row_offsets} I64 [R], the kept values before each row.
 * <p>Departs from compressed-tensors in one point: the bits are the mask's and not those of the values that differ from zero, so
 * that a kept value of +0 or -0 comes back. Its decoder reads the same matrix from it.
 *
 * @see <a href="https://github.com/neuralmagic/compressed-tensors">compressed-tensors</a>
 */
final class SparseBitmask {
    private static final List<String> PARTS = List.of(".shape", ".compressed", ".bitmask", ".row_offsets");

    private SparseBitmask() {}

    /** A matrix of float32 of which the values at the set bits are kept and the others are +0. */
    record Matrix(int rows, int columns, ByteBuffer values, BitSet kept) {}

    /** What the four tensors of X are called, in their order everywhere in this class. */
    static List<String> names(String name) {
        return PARTS.stream().map(part -> name + part).toList();
    }

    /**
     * @param name X
     * @throws IllegalArgumentException if a value that is not kept is not +0, since it would be lost
     */
    static List<Tensor> encode(String name, Matrix matrix) {
        ByteBuffer values = matrix.values().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int rowBytes = rowBytes(matrix.columns());
        int count = matrix.kept().cardinality();
        ByteBuffer compressed =
                ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] bitmask = new byte[Math.multiplyExact(matrix.rows(), rowBytes)];
        ByteBuffer offsets = longs(matrix.rows());
        for (int row = 0; row < matrix.rows(); row++) {
            offsets.putLong(Long.BYTES * row, compressed.position() / Float.BYTES);
            for (int column = 0; column < matrix.columns(); column++) {
                int index = row * matrix.columns() + column;
                // As bits: a float in a register may lose the payload of a NaN.
                int bits = values.getInt(Float.BYTES * index);
                if (matrix.kept().get(index)) {
                    compressed.putInt(bits);
                    bitmask[row * rowBytes + column / Byte.SIZE] |= (byte) (1 << column % Byte.SIZE);
                } else if (bits != 0) {
                    throw new IllegalArgumentException(name + ": value " + Float.intBitsToFloat(bits) + " at [" + row
                            + ", " + column + "] is pruned but not +0");
                }
            }
        }
        ByteBuffer shape = longs(2).putLong(0, matrix.rows()).putLong(Long.BYTES, matrix.columns());
        List<String> names = names(name);
        return List.of(
                Tensor.of(names.get(0), Dtype.I64, shape, 2),
                Tensor.of(names.get(1), Dtype.F32, compressed.flip(), count),
                Tensor.ofBytes(names.get(2), bitmask, matrix.rows(), rowBytes),
                Tensor.of(names.get(3), Dtype.I64, offsets, matrix.rows()));
    }

    private static ByteBuffer longs(int count) {
        return ByteBuffer.allocate(Math.multiplyExact(count, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int rowBytes(int columns) {
        return columns / Byte.SIZE + (columns % Byte.SIZE == 0 ? 0 : 1);
    }

    /**
     * @param tensors X's shape, compressed values, bits and row offsets
     * @throws IllegalArgumentException naming the tensor whose type, shape or content contradicts {@code rows}, {@code columns} or
     *     the others
     */
    static Matrix decode(List<Tensor> tensors, int rows, int columns) {
        Tensor compressed = tensors.get(1);
        Tensor bitmask = tensors.get(2);
        require(tensors.get(0), Dtype.I64, List.of(2L));
        requireLongs(tensors.get(0), rows, columns);
        int rowBytes = rowBytes(columns);
        require(bitmask, Dtype.U8, List.of((long) rows, (long) rowBytes));
        require(tensors.get(3), Dtype.I64, List.of((long) rows));
        ByteBuffer bits = bitmask.bytes();
        int count = 0;
        for (int i = 0; i < bits.remaining(); i++) {
            count += Integer.bitCount(Byte.toUnsignedInt(bits.get(i)));
        }
        require(compressed, Dtype.F32, List.of((long) count));
        ByteBuffer in = compressed.bytes();
        LongBuffer offsets = tensors.get(3).bytes().asLongBuffer();
        ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(Math.multiplyExact(rows, columns), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        BitSet kept = new BitSet(rows * columns);
        for (int row = 0; row < rows; row++) {
            if (offsets.get(row) != in.position() / Float.BYTES) {
                throw new IllegalArgumentException(tensors.get(3).name() + ": row " + row + " starts at "
                        + offsets.get(row) + ", but " + in.position() / Float.BYTES + " values come before it");
            }
            for (int column = 0; column < rowBytes * Byte.SIZE; column++) {
                if ((bits.get(row * rowBytes + column / Byte.SIZE) >> column % Byte.SIZE & 1) != 0) {
                    if (column >= columns) {
                        throw new IllegalArgumentException(bitmask.name() + ": spare bit " + column + " of row " + row
                                + " is set, but a row has " + columns + " values");
                    }
                    int index = row * columns + column;
                    kept.set(index);
                    values.putInt(Float.BYTES * index, in.getInt());
                }
            }
        }
        return new Matrix(rows, columns, values, kept);
    }

    private static void require(Tensor tensor, Dtype dtype, List<Long> shape) {
        if (tensor.dtype() != dtype || !tensor.shape().equals(shape)) {
            throw new IllegalArgumentException(tensor.name() + ": " + tensor.dtype() + " " + tensor.shape() + " found, "
                    + dtype + " " + shape + " expected");
        }
    }

    private static void requireLongs(Tensor tensor, long... expected) {
        for (int i = 0; i < expected.length; i++) {
            long found = tensor.bytes().getLong(Long.BYTES * i);
            if (found != expected[i]) {
                throw new IllegalArgumentException(
                        tensor.name() + ": " + found + " found at " + i + ", " + expected[i] + " expected");
            }
        }
    }
}
