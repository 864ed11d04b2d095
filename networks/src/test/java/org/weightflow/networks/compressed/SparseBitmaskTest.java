package org.weightflow.networks.compressed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

class SparseBitmaskTest {
    /** The bits of a float at every kept place, +0 elsewhere. */
    private static SparseBitmask.Matrix matrix(int rows, int columns, BitSet kept, int... bits) {
        ByteBuffer values = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
        int next = 0;
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
            values.putInt(4 * i, bits[next++ % bits.length]);
        }
        return new SparseBitmask.Matrix(rows, columns, values, kept);
    }

    private static BitSet bits(String digits) {
        BitSet bits = new BitSet();
        for (int i = 0; i < digits.length(); i++) {
            bits.set(i, digits.charAt(i) == '1');
        }
        return bits;
    }

    private static byte[] bytes(Tensor tensor) {
        byte[] bytes = new byte[tensor.bytes().remaining()];
        tensor.bytes().get(bytes);
        return bytes;
    }

    /** The vector of compressed-tensors' own tests. */
    @Test
    void packsBitsFromTheLeastSignificantRowByRow() {
        List<Tensor> tensors = SparseBitmask.encode("x", matrix(1, 10, bits("0100110110"), Float.floatToIntBits(2f)));
        assertEquals(
                List.of("x.shape", "x.compressed", "x.bitmask", "x.row_offsets"),
                tensors.stream().map(Tensor::name).toList());
        assertArrayEquals(new byte[] {(byte) 178, 1}, bytes(tensors.get(2)));
        assertArrayEquals(new float[] {1, 10}, tensors.get(0).toFloats());
        assertArrayEquals(new float[] {2, 2, 2, 2, 2}, tensors.get(1).toFloats());
        assertEquals(List.of(1L, 2L), tensors.get(2).shape());
    }

    @Test
    void startsEachRowInAByteOfItsOwn() {
        List<Tensor> tensors = SparseBitmask.encode("x", matrix(3, 3, bits("111000101"), Float.floatToIntBits(1f)));
        assertArrayEquals(new byte[] {7, 0, 5}, bytes(tensors.get(2)));
        assertArrayEquals(new float[] {0, 3, 3}, tensors.get(3).toFloats());
        assertEquals(Dtype.I64, tensors.get(3).dtype());
        assertEquals(List.of(5L), tensors.get(1).shape());
    }

    @ParameterizedTest
    @CsvSource({"511, 350", "830, 545", "1, 1", "1, 9", "9, 1", "0, 0", "3, 0"})
    void comesBackInOddShapes(int rows, int columns) {
        SplittableRandom random = new Seed(1).child(rows).random();
        BitSet kept = new BitSet();
        for (int i = 0; i < rows * columns; i++) {
            kept.set(i, random.nextInt(10) == 0);
        }
        assertComesBack(matrix(rows, columns, kept, random.ints(1000).toArray()));
    }

    /** Kept zeros of either sign and NaNs with what they carry. */
    @Test
    void keepsEveryBitOfKeptValues() {
        BitSet kept = bits("1111110");
        assertComesBack(matrix(1, 7, kept, 0, 0x80000000, 0x7fc12345, 0xff812345, 0x7f800000, 1));
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void anyMatrixComesBack(
            @ForAll @IntRange(max = 20) int rows, @ForAll @IntRange(max = 20) int columns, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet kept = new BitSet();
        for (int i = 0; i < rows * columns; i++) {
            kept.set(i, random.nextBoolean());
        }
        assertComesBack(matrix(rows, columns, kept, random.ints(400).toArray()));
    }

    private static void assertComesBack(SparseBitmask.Matrix matrix) {
        SparseBitmask.Matrix back =
                SparseBitmask.decode(SparseBitmask.encode("x", matrix), matrix.rows(), matrix.columns());
        assertEquals(matrix.kept(), back.kept());
        assertEquals(matrix.values(), back.values());
    }

    @Test
    void refusesToLoseAValue() {
        ByteBuffer values =
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putFloat(12, -0f);
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> SparseBitmask.encode("x", new SparseBitmask.Matrix(2, 2, values, new BitSet())));
        assertEquals("x: value -0.0 at [1, 1] is pruned but not +0", e.getMessage());
    }

    @Test
    void refusesTensorsThatContradictEachOther() {
        List<Tensor> sound = SparseBitmask.encode("x", matrix(2, 3, bits("110001"), Float.floatToIntBits(1f)));
        assertMessage("x.shape: 2 found at 0, 3 expected", sound, 3, 3);
        assertMessage("x.shape: 3 found at 1, 4 expected", sound, 2, 4);
        assertMessage("x.shape: I64 [1] found, I64 [2] expected", with(sound, 0, longs("x.shape", 2)), 2, 3);
        assertMessage(
                "x.bitmask: U8 [2] found, U8 [2, 1] expected",
                with(sound, 2, Tensor.ofBytes("x.bitmask", new byte[2], 2)));
        assertMessage(
                "x.compressed: F32 [3] found, F32 [2] expected",
                with(sound, 2, Tensor.ofBytes("x.bitmask", new byte[] {3, 0}, 2, 1)));
        assertMessage(
                "x.bitmask: spare bit 3 of row 0 is set, but a row has 3 values",
                with(sound, 2, Tensor.ofBytes("x.bitmask", new byte[] {8, 6}, 2, 1)));
        assertMessage(
                "x.row_offsets: row 1 starts at 3, but 2 values come before it",
                with(sound, 3, longs("x.row_offsets", 0, 3)));
        assertMessage("x.row_offsets: row 0 starts at -1", with(sound, 3, longs("x.row_offsets", -1, 2)));
        assertMessage("x.row_offsets: I64 [1] found", with(sound, 3, longs("x.row_offsets", 0)));
        assertMessage("x.compressed: I64 [3] found", with(sound, 1, longs("x.compressed", 1, 2, 3)));
    }

    private static Tensor longs(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return Tensor.of(name, Dtype.I64, bytes, values.length);
    }

    private static List<Tensor> with(List<Tensor> tensors, int index, Tensor changed) {
        List<Tensor> copy = new ArrayList<>(tensors);
        copy.set(index, changed);
        return copy;
    }

    private static void assertMessage(String part, List<Tensor> tensors) {
        assertMessage(part, tensors, 2, 3);
    }

    private static void assertMessage(String part, List<Tensor> tensors, int rows, int columns) {
        var e = assertThrows(IllegalArgumentException.class, () -> SparseBitmask.decode(tensors, rows, columns));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
