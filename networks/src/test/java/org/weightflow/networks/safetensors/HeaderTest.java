package org.weightflow.networks.safetensors;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

class HeaderTest {
    @TempDir
    Path folder;

    /** The vectors that the format's own tests accept. */
    @Test
    void acceptsTheGoldenVectors() throws IOException {
        byte[] data = Bytes.floats(0, 1, 2, 3, 4, 5);
        byte[] exact = Bytes.file("{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}", data);
        assertEquals(64, exact[0]);
        Tensor attn = Bytes.open(folder, exact).tensor("attn.0");
        assertEquals(List.of(1L, 2L, 3L), attn.shape());
        assertEquals(Dtype.F32, attn.dtype());
        assertEquals("[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]", Arrays.toString(attn.toFloats()));

        byte[] padded =
                Bytes.file("{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}       ", data);
        assertEquals(72, padded[0]);
        assertEquals(5f, Bytes.open(folder, padded).tensor("attn0").toFloats()[5]);

        byte[] four =
                Bytes.file("{\"attn0\":{\"dtype\":\"F4\",\"shape\":[1,2],\"data_offsets\":[0,1]}}     ", (byte) 0);
        assertEquals(64, four[0]);
        assertEquals(1, Bytes.open(folder, four).tensor("attn0").bytes().remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}      ", "{}\r \t\n", " \t\n{}\r ", "{}"})
    void acceptsAnEmptyFileWithWhiteSpaceAround(String header) throws IOException {
        SafetensorsFile file = Bytes.open(folder, Bytes.file(header));
        assertEquals(Map.of(), file.tensors());
        assertEquals(Map.of(), file.metadata());
    }

    @Test
    void acceptsMetadataEmptyTensorsAndScalars() throws IOException {
        SafetensorsFile file = Bytes.open(
                folder,
                Bytes.file(
                        "{\"__metadata__\":{\"framework\":\"pt\"},\"e\":{\"dtype\":\"F32\",\"shape\":[2,0],"
                                + "\"data_offsets\":[0,0]},\"s\":{\"shape\":[],\"data_offsets\":[0,4],\"dtype\":\"F32\"}}",
                        Bytes.floats(2.5f)));
        assertEquals(Map.of("framework", "pt"), file.metadata());
        assertEquals(List.of("e", "s"), List.copyOf(file.tensors().keySet()));
        assertEquals(0, file.tensor("e").toFloats().length);
        assertEquals(List.of(), file.tensor("s").shape());
        assertEquals(2.5f, file.tensor("s").toFloats()[0]);
    }

    @Test
    void ordersTensorsByTheirBytesNotByTheHeader() throws IOException {
        SafetensorsFile file = Bytes.open(
                folder,
                Bytes.file(
                        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]},"
                                + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}",
                        (byte) 7,
                        (byte) 8));
        assertEquals(List.of("b", "a"), List.copyOf(file.tensors().keySet()));
        assertEquals(8, file.tensor("a").bytes().get(0));
    }

    static Stream<Arguments> rejected() {
        String u8 = "\"dtype\":\"U8\"";
        return Stream.of(
                // The vectors that the format's own tests reject, in the order of its checks.
                raw("", "has 0 bytes, fewer than the 8"),
                raw("3c000000000000", "has 7 bytes, fewer than the 8"),
                raw("3c00000000000000", "header length 60 reaches behind the end of the file of 8 bytes"),
                raw("3c00000000ffffffff", "is above 100000000"),
                raw("ffffffffffffffff", "header length 18446744073709551615 is above 100000000"),
                raw("01e1f50500000000", "header length 100000001 is above"),
                raw("00e1f50500000000", "header length 100000000 reaches behind"),
                raw("0100000000000000ff", "header byte 0 is not UTF-8"),
                raw("01000000000000007b", "not valid JSON"),
                raw("0000000000000000", "not a JSON object"),
                one(
                        "{\"t\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,4]}}",
                        4,
                        "do not hold the 16 bytes"),
                one("{\"t\":{\"dtype\":\"F4\",\"shape\":[1,3],\"data_offsets\":[0,1]}}", 1, "not whole bytes"),
                one("{\"t\":{\"dtype\":\"F4\",\"shape\":[1,2],\"data_offsets\":[0,2]}}", 2, "do not hold the 1 bytes"),
                one(
                        "{\"t\":{\"dtype\":\"I32\",\"shape\":[2,18446744073709551614],\"data_offsets\":[0,16]}}",
                        16,
                        "t: shape [2, 18446744073709551614] of I32 is too large"),
                one(
                        "{\"t\":{\"dtype\":\"I32\",\"shape\":[2,9223372036854775807],\"data_offsets\":[0,16]}}",
                        16,
                        "t: shape [2, 9223372036854775807] of I32 is too large"),
                one(
                        IntStream.range(0, 10)
                                .mapToObj(i ->
                                        "\"w" + i + "\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}")
                                .collect(Collectors.joining(",", "{", "}")),
                        16,
                        "w1: data_offsets [0, 16] do not start at 16"),
                one(
                        "{\"t\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}",
                        16 + 34,
                        "cover 16 bytes but 50 follow"),
                one(
                        "{\"t\":{\"dtype\":\"I32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}",
                        14,
                        "cover 16 bytes but 14 follow"),
                one("{}", 1, "cover 0 bytes but 1 follow"),
                // Offsets: holes, wrong direction, beyond any file.
                one("{\"t\":{" + u8 + ",\"shape\":[1],\"data_offsets\":[1,2]}}", 2, "do not start at 0"),
                one(
                        "{\"t\":{" + u8 + ",\"shape\":[0],\"data_offsets\":[0,18446744073709551615]}}",
                        0,
                        "do not hold the 0"),
                one(
                        "{\"t\":{" + u8 + ",\"shape\":[2],\"data_offsets\":[0,2]},\"v\":{" + u8
                                + ",\"shape\":[1],\"data_offsets\":[2,1]}}",
                        2,
                        "v: data_offsets [2, 1] do not start at 2, where the entry before it ends, and go up"),
                one("{\"t\":{" + u8 + ",\"shape\":[1099511627776,0],\"data_offsets\":[0,1]}}", 1, "do not hold the 0"),
                one("{\"t\":{" + u8 + ",\"shape\":[281474976710656,0],\"data_offsets\":[0,0]}}", 0, "is too large"),
                one(
                        "{\"t\":{" + u8 + ",\"shape\":[281474976710655],\"data_offsets\":[0,1]}}",
                        1,
                        "do not hold the 281474976710655"),
                // JSON: every field, once, of its type.
                one("[]", 0, "not a JSON object"),
                one("{}{}", 0, "text follows"),
                one("{} x", 0, "not valid JSON"),
                one("{\"t\":{" + u8 + ",\"shape\":[1]}}", 1, "t: data_offsets is missing"),
                one("{\"t\":{" + u8 + ",\"data_offsets\":[0,1]}}", 1, "t: shape is missing"),
                one("{\"t\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "t: dtype is missing"),
                one("{\"t\":{" + u8 + ",\"shape\":[1],\"data_offsets\":[0,1],\"x\":1}}", 1, "t: field 'x' is not"),
                one("{\"t\":{\"dtype\":\"U9\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "t: dtype 'U9' is not known"),
                one("{\"t\":{\"dtype\":\"u8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "t: dtype 'u8' is not known"),
                one("{\"t\":{\"dtype\":8,\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "t: dtype is not a string"),
                one("{\"t\":{" + u8 + ",\"shape\":1,\"data_offsets\":[0,1]}}", 1, "t: shape is not a list"),
                one("{\"t\":{" + u8 + ",\"shape\":[-1],\"data_offsets\":[0,1]}}", 1, "t: shape has -1, which is not"),
                one("{\"t\":{" + u8 + ",\"shape\":[-0],\"data_offsets\":[0,0]}}", 0, "t: shape has -0, which is not"),
                one("{\"t\":{" + u8 + ",\"shape\":[1.0],\"data_offsets\":[0,1]}}", 1, "t: shape has 1.0, which is not"),
                one("{\"t\":{" + u8 + ",\"shape\":[\"1\"],\"data_offsets\":[0,1]}}", 1, "t: shape has 1, which is not"),
                one(
                        "{\"t\":{" + u8 + ",\"shape\":[null],\"data_offsets\":[0,1]}}",
                        1,
                        "t: shape has null, which is not"),
                one(
                        "{\"t\":{" + u8 + ",\"shape\":[18446744073709551616],\"data_offsets\":[0,1]}}",
                        1,
                        "not a whole number"),
                one("{\"t\":{" + u8 + ",\"shape\":[[1]],\"data_offsets\":[0,1]}}", 1, "not a whole number"),
                one(
                        "{\"t\":{" + u8 + ",\"shape\":[" + "1,".repeat(64) + "1],\"data_offsets\":[0,1]}}",
                        1,
                        "more than 64"),
                one("{\"t\":{" + u8 + ",\"shape\":[1],\"data_offsets\":[0]}}", 1, "data_offsets has 1 numbers, not 2"),
                one("{\"t\":{" + u8 + ",\"shape\":[1],\"data_offsets\":[0,1,2]}}", 1, "more than 2"),
                one("{\"t\":null}", 0, "t: the entry is not an object"),
                one("{\"__metadata__\":null}", 0, "__metadata__ is not an object"),
                one("{\"__metadata__\":{\"a\":1}}", 0, "the value of 'a' is not a string"),
                one("{\"__metadata__\":{\"a\":\"1\",\"a\":\"1\"}}", 0, "Duplicate field 'a'"),
                one("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "Duplicate field '__metadata__'"),
                one(
                        "{\"t\":{" + u8 + ",\"shape\":[1],\"data_offsets\":[0,1]},\"t\":{" + u8
                                + ",\"shape\":[1],\"data_offsets\":[0,1]}}",
                        1,
                        "Duplicate field 't'"),
                one(
                        "{\"t\":{" + u8 + "," + u8 + ",\"shape\":[1],\"data_offsets\":[0,1]}}",
                        1,
                        "Duplicate field 'dtype'"),
                one("{\"\\ud800\":{" + u8 + ",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "not Unicode"),
                one("\ufeff{}", 0, "not valid JSON"),
                one("{\"a\":".repeat(50_000), 0, "a: field 'a' is not dtype"),
                Arguments.of("UTF-16", utf16("{}"), "not valid JSON"));
    }

    private static Arguments raw(String hex, String message) {
        return Arguments.of("bytes " + hex, HexFormat.of().parseHex(hex), message);
    }

    private static Arguments one(String header, int dataBytes, String message) {
        return Arguments.of(
                header.substring(0, Math.min(header.length(), 80)), Bytes.file(header, new byte[dataBytes]), message);
    }

    private static byte[] utf16(String header) {
        byte[] json = header.getBytes(StandardCharsets.UTF_16LE);
        byte[] file = new byte[8 + json.length];
        file[0] = (byte) json.length;
        System.arraycopy(json, 0, file, 8, json.length);
        return file;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rejected")
    void rejectsInOneSentenceThatNamesTheFile(String name, byte[] bytes, String message) {
        var e = assertThrows(CheckpointFormatException.class, () -> Bytes.open(folder, bytes));
        assertTrue(e.getMessage().startsWith(folder.resolve("hand.safetensors") + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }

    /** Where several rules are broken, the first in the format's order is named. */
    @Test
    void checksInTheOrderOfTheFormat() {
        String overlap = "{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        assertFirst("a: data_offsets [0, 4] do not hold", Bytes.file(overlap, new byte[99]));
        assertFirst("b: data_offsets [0, 4] do not start", Bytes.file(overlap.replace("[9]", "[1]"), new byte[99]));
        byte[] notUtf8 = Bytes.file("{\"a\":\"__\"}}");
        notUtf8[14] = (byte) 0xc3;
        assertFirst("is not UTF-8", notUtf8);
        notUtf8[7] = 1;
        assertFirst("is above 100000000", notUtf8);
    }

    private void assertFirst(String message, byte[] bytes) {
        var e = assertThrows(CheckpointFormatException.class, () -> Bytes.open(folder, bytes));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void capsTheNumberOfEntries() {
        String header = IntStream.range(0, 100_001)
                .mapToObj(i -> "\"" + i + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}")
                .collect(Collectors.joining(",", "{", "}"));
        assertFirst("more than 100000 entries", Bytes.file(header));
    }

    /** Small files that speak of huge sizes cost no more memory than the parser's own buffers. */
    @Test
    void takesNoMemoryForSizesThatAreOnlyClaimed() {
        List<byte[]> hostile = List.of(
                HexFormat.of().parseHex("00e1f50500000000" + "7b7d"),
                Bytes.file("{\"t\":{\"dtype\":\"F32\",\"shape\":[1073741824],\"data_offsets\":[0,4294967296]}}"),
                Bytes.file(
                        "{\"t\":{\"dtype\":\"U8\",\"shape\":[2147483647],\"data_offsets\":[0,2147483647]}}", (byte) 0),
                Bytes.file("{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,4294967296]}}"));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertDoesNotThrow(() -> Bytes.open(folder, Bytes.file("{}")));
        for (byte[] bytes : hostile) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThrows(CheckpointFormatException.class, () -> Bytes.open(folder, bytes));
            long taken = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(taken < 4 << 20, taken + " bytes taken");
        }
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] whole = SafetensorsWriterTest.golden();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(CheckpointFormatException.class, () -> Bytes.open(folder, cut), "at " + length);
        }
    }

    /** Every third bit of the file, so two or three of each byte, then random changes of up to eight bytes: a typed failure or a file that can be read in full. */
    @Test
    void survivesFlippedBitsAndRandomDamage() throws IOException {
        byte[] whole = SafetensorsWriterTest.golden();
        int accepted = 0;
        for (int bit = 0; bit < 8 * whole.length; bit += 3) {
            byte[] bytes = whole.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            accepted += survives(bytes);
        }
        // Flips in the data and in the text of names are no fault of the format.
        assertTrue(accepted > 100 && accepted < whole.length, accepted + " accepted");
        SplittableRandom random = new Seed(1).child("fuzz").random();
        for (int i = 0; i < 500; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 9); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] =
                        random.nextBoolean() ? (byte) random.nextInt() : bytes[random.nextInt(bytes.length)];
            }
            survives(bytes);
        }
    }

    private int survives(byte[] bytes) throws IOException {
        SafetensorsFile file;
        try {
            file = Bytes.open(folder, bytes);
        } catch (CheckpointFormatException typed) {
            return 0;
        }
        long total = 0;
        for (Tensor tensor : file.tensors().values()) {
            total += tensor.bytes().remaining();
            try {
                tensor.toFloats();
            } catch (IllegalArgumentException opaque) {
                assertTrue(opaque.getMessage().contains("is not read as numbers"), opaque::getMessage);
            }
        }
        assertTrue(total <= bytes.length);
        assertThrows(
                CheckpointFormatException.class,
                () -> file.toStateDict(Mlp.of(2, 1).layout()));
        return 1;
    }
}
