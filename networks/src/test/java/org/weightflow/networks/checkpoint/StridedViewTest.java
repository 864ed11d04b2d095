package org.weightflow.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StridedViewTest {
    private static final long MAX = Long.MAX_VALUE;

    private static ByteBuffer counting(Dtype dtype, int count) {
        int bytes = dtype.bits() / 8;
        ByteBuffer buffer = ByteBuffer.allocate(count * bytes).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, count).forEach(i -> buffer.put(i * bytes, (byte) i));
        return buffer;
    }

    @ParameterizedTest
    @EnumSource(names = {"U8", "I16", "I32", "I64"})
    void transposesElementsOfEverySize(Dtype dtype) {
        Tensor tensor = Tensor.ofView("t", dtype, counting(dtype, 6), new long[] {3, 2}, new long[] {1, 3});
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, tensor.toFloats());
        assertEquals(6L * dtype.bits() / 8, tensor.byteCount());
        assertEquals(tensor.byteCount(), tensor.bytes().remaining());
        assertTrue(tensor.bytes().isReadOnly());
    }

    /** The definition, element by element, for three axes in every order. */
    @Property(generation = GenerationMode.EXHAUSTIVE)
    void placesElementsBySumsOfStrides(
            @ForAll @IntRange(min = 1, max = 4) int a,
            @ForAll @IntRange(min = 1, max = 4) int b,
            @ForAll @IntRange(min = 1, max = 4) int c,
            @ForAll @IntRange(max = 5) int order,
            @ForAll @IntRange(min = 1, max = 3) int step) {
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        long[] shape = {a, b, c};
        long[] strides = new long[3];
        long next = step;
        for (int axis : orders[order]) {
            strides[axis] = next;
            next *= shape[axis];
        }
        int span = (int) Tensor.span(shape, strides);
        Tensor tensor = Tensor.ofView("t", Dtype.I16, counting(Dtype.I16, span), shape, strides);
        float[] expected = new float[a * b * c];
        for (int i = 0, at = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                for (int k = 0; k < c; k++) {
                    // Only the lower byte counts up.
                    expected[at++] = (i * strides[0] + j * strides[1] + k * strides[2]) & 0xFF;
                }
            }
        }
        assertArrayEquals(expected, tensor.toFloats());
    }

    @Test
    void viewsRowMajorBytesWithoutCopying() {
        ByteBuffer bytes = counting(Dtype.U8, 6);
        Tensor tensor = Tensor.ofView("t", Dtype.U8, bytes, new long[] {2, 1, 3}, new long[] {3, 77, 1});
        bytes.put(4, (byte) 42);
        assertArrayEquals(new float[] {0, 1, 2, 3, 42, 5}, tensor.toFloats());
    }

    @Test
    void readsScalarsAndEmptyArrays() {
        Tensor scalar = Tensor.ofView("t", Dtype.U8, counting(Dtype.U8, 1), new long[0], new long[0]);
        assertArrayEquals(new float[] {0}, scalar.toFloats());
        Tensor empty = Tensor.ofView("t", Dtype.U8, ByteBuffer.allocate(0), new long[] {2, 0}, new long[] {1, 9});
        assertArrayEquals(new float[0], empty.toFloats());
        assertEquals(0, empty.byteCount());
    }

    @Test
    void refusesWhatNoStorageCouldHold() {
        assertFault("stride -1 is negative", new long[] {2}, new long[] {-1});
        assertFault("extent -2 is negative", new long[] {-2}, new long[] {1});
        assertFault("has 1 axes but strides [1, 1] have 2", new long[] {2}, new long[] {1, 1});
        assertFault("is too large", new long[] {MAX, 2}, new long[] {1, 1});
        assertFault("is too large", new long[] {3, 1}, new long[] {MAX, 1});
        assertFault("is too large", new long[] {2, 2}, new long[] {MAX, MAX});
        assertFault("is too large", new long[] {2}, new long[] {MAX});
        assertFault("puts 1000000 elements into 1 places", new long[] {1_000_000}, new long[] {0});
        assertFault("puts 9 elements into 5 places", new long[] {3, 3}, new long[] {1, 1});
    }

    private static void assertFault(String part, long[] shape, long[] strides) {
        var e = assertThrows(IllegalArgumentException.class, () -> Tensor.span(shape, strides));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }

    @Test
    void refusesBytesThatAreNotTheSpan() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.ofView("t", Dtype.I16, ByteBuffer.allocate(9), new long[] {4}, new long[] {1}));
        assertEquals("t: 9 bytes are not the 4 places of I16 of shape [4] with strides [1]", e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> Tensor.ofView("t", Dtype.F4, ByteBuffer.allocate(2), new long[] {4}, new long[] {1}));
    }
}
