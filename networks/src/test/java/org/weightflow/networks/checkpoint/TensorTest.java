package org.weightflow.networks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorTest {
    /**
     * All 65 536 halves, NaN payloads included, against NumPy:
     * {@code sha256(arange(65536, dtype="u2").view("f2").astype("f4").tobytes())}.
     */
    @Test
    void widensEveryHalfAsNumPyDoes() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(4 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 1 << 16; i++) {
            bytes.putInt(Float.floatToRawIntBits(Tensor.half((short) i)));
        }
        assertEquals(
                "f4fdd084f85448d28c84f20fabf4022ba938e40b7f382d2727dec6f41ac6267a",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
    }

    @ParameterizedTest
    @CsvSource({
        "F32, 0000c03f, 1.5",
        "F16, 003e, 1.5",
        "BF16, c03f, 1.5",
        "F64, 000000000000f83f, 1.5",
        "F64, 9a9999999999b93f, 0.1",
        "I64, feffffffffffffff, -2",
        "U64, ffffffffffffffff, 1.8446744073709552E19",
        "U64, 0000000080000080, 9.223372036854776E18",
        "U64, 0100000080000080, 9.223373136366404E18",
        "I32, feffffff, -2",
        "U32, feffffff, 4.2949673E9",
        "I16, feff, -2",
        "U16, feff, 65534",
        "I8, fe, -2",
        "U8, fe, 254",
        "BOOL, 00, 0",
        "BOOL, 02, 1",
    })
    void readsNumbers(Dtype dtype, String hex, float expected) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex + hex));
        assertArrayEquals(
                new float[] {expected, expected},
                Tensor.of("t", dtype, bytes, 2).toFloats());
    }

    @Test
    void readsNoNumbersFromOpaqueBytes() {
        Tensor tensor = Tensor.of("t", Dtype.F8_E4M3, ByteBuffer.allocate(2), 2);
        var e = assertThrows(IllegalArgumentException.class, tensor::toFloats);
        assertEquals("t: dtype F8_E4M3 is not read as numbers", e.getMessage());
        Tensor four = Tensor.of("t", Dtype.F4, ByteBuffer.allocate(1), 2);
        assertThrows(IllegalArgumentException.class, four::toFloats);
    }

    @Test
    void refusesBytesThatDoNotFillTheShape() {
        assertMessage("t: 3 bytes do not fill shape [2, 2] of U8", Dtype.U8, 3, 2, 2);
        assertMessage("do not fill", Dtype.F4, 1, 3);
        assertMessage("is too large", Dtype.U8, 0, Long.MAX_VALUE, 2);
        assertMessage("extent -1 is negative", Dtype.U8, 0, -1);
    }

    @Test
    void copiesWhatItIsMadeOf() {
        byte[] bytes = {1, 2};
        Tensor tensor = Tensor.ofBytes("t", bytes, 2);
        bytes[0] = 9;
        assertEquals(1, tensor.bytes().get(0));
        tensor.bytes().get();
        assertEquals(2, tensor.bytes().remaining());
    }

    private static void assertMessage(String part, Dtype dtype, int bytes, long... shape) {
        var e = assertThrows(
                IllegalArgumentException.class, () -> Tensor.of("t", dtype, ByteBuffer.allocate(bytes), shape));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
