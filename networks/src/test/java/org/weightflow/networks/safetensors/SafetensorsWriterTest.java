package org.weightflow.networks.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

class SafetensorsWriterTest {
    /**
     * From safetensors 0.8.0 and PyTorch 2.13:
     * {@code save({"z\u00e9\"\n\x1f\x7f\\": tensor([1.5, -0.]), "\uffee": tensor(2.), "\U0001F600": tensor([3.]), "b": arange(2),
     * "a": zeros(0, 3, dtype=float64), "h": tensor([1., -2.], dtype=bfloat16), "u": tensor([1, 2, 3], dtype=uint8)},
     * {"k/": "v\u2028\t"}).hex()}
     */
    private static final String GOLDEN =
            "b8010000000000007b225f5f6d657461646174615f5f223a7b226b2f223a2276e280a85c74227d2c2262223a7b2264747970"
                    + "65223a22493634222c227368617065223a5b325d2c22646174615f6f666673657473223a5b302c31365d7d2c2261223a7b22"
                    + "6474797065223a22463634222c227368617065223a5b302c335d2c22646174615f6f666673657473223a5b31362c31365d7d"
                    + "2c227ac3a95c225c6e5c75303031667f5c5c223a7b226474797065223a22463332222c227368617065223a5b325d2c226461"
                    + "74615f6f666673657473223a5b31362c32345d7d2c22efbfae223a7b226474797065223a22463332222c227368617065223a"
                    + "5b5d2c22646174615f6f666673657473223a5b32342c32385d7d2c22f09f9880223a7b226474797065223a22463332222c22"
                    + "7368617065223a5b315d2c22646174615f6f666673657473223a5b32382c33325d7d2c2268223a7b226474797065223a2242"
                    + "463136222c227368617065223a5b325d2c22646174615f6f666673657473223a5b33322c33365d7d2c2275223a7b22647479"
                    + "7065223a225538222c227368617065223a5b335d2c22646174615f6f666673657473223a5b33362c33395d7d7d2020200000"
                    + "00000000000001000000000000000000c03f000000800000004000004040803f00c0010203";

    @TempDir
    Path folder;

    static byte[] golden() {
        return HexFormat.of().parseHex(GOLDEN);
    }

    private static ByteBuffer longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return bytes;
    }

    @Test
    void writesTheBytesOfTheReferenceWhateverTheOrder() throws IOException {
        List<Tensor> tensors = new ArrayList<>(List.of(
                Tensor.ofBytes("u", new byte[] {1, 2, 3}, 3),
                Tensor.of("h", Dtype.BF16, ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x3f, 0, (byte) 0xc0}), 2),
                Tensor.ofFloats("\ud83d\ude00", new float[] {3f}, 1),
                Tensor.ofFloats("\uffee", new float[] {2f}),
                Tensor.ofFloats("z\u00e9\"\n\u001f\u007f\\", new float[] {1.5f, -0f}, 2),
                Tensor.of("a", Dtype.F64, ByteBuffer.allocate(0), 0, 3),
                Tensor.of("b", Dtype.I64, longs(0, 1), 2)));
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of("k/", "v\u2028\t"));
        assertEquals(GOLDEN, HexFormat.of().formatHex(Files.readAllBytes(file)));
        Collections.reverse(tensors);
        SafetensorsWriter.write(file, tensors, Map.of("k/", "v\u2028\t"));
        assertArrayEquals(golden(), Files.readAllBytes(file));
    }

    /** The vectors of the format's own tests. */
    @Test
    void writesTheGoldenVectors() throws IOException {
        Path file = folder.resolve("a.safetensors");
        byte[] data = Bytes.floats(0, 1, 2, 3, 4, 5);
        SafetensorsWriter.write(
                file, List.of(Tensor.ofFloats("attn.0", new float[] {0, 1, 2, 3, 4, 5}, 1, 2, 3)), Map.of());
        assertArrayEquals(
                Bytes.file("{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}", data),
                Files.readAllBytes(file));
        SafetensorsWriter.write(
                file, List.of(Tensor.ofFloats("attn0", new float[] {0, 1, 2, 3, 4, 5}, 1, 1, 2, 3)), Map.of());
        assertArrayEquals(
                Bytes.file("{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}       ", data),
                Files.readAllBytes(file));
        SafetensorsWriter.write(file, List.of(Tensor.of("attn0", Dtype.F4, ByteBuffer.allocate(1), 1, 2)), Map.of());
        assertArrayEquals(
                Bytes.file("{\"attn0\":{\"dtype\":\"F4\",\"shape\":[1,2],\"data_offsets\":[0,1]}}     ", (byte) 0),
                Files.readAllBytes(file));
        SafetensorsWriter.write(file, List.of(), Map.of());
        assertArrayEquals(Bytes.file("{}      "), Files.readAllBytes(file));
        SafetensorsWriter.write(file, List.of(), Map.of("framework", "pt"));
        assertEquals(40, Files.readAllBytes(file)[0]);
    }

    @Test
    void writesAStateDictAsItsTensors() throws IOException {
        Layout layout = Layout.of(List.of(
                new Layout.Entry("w", List.of(70, 1000), Layout.Kind.WEIGHT, true),
                new Layout.Entry("a", List.of(3), Layout.Kind.BIAS, false)));
        float[] flat = new float[layout.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i * 0.5f;
        }
        float[] w = java.util.Arrays.copyOf(flat, 70_000);
        float[] a = java.util.Arrays.copyOfRange(flat, 70_000, 70_003);
        Path dict = folder.resolve("dict.safetensors");
        Path tensors = folder.resolve("tensors.safetensors");
        Map<String, String> metadata = Map.of("b", "1", "a", "2", "c", "3");
        SafetensorsWriter.write(dict, StateDict.of(layout, flat), metadata);
        SafetensorsWriter.write(
                tensors, List.of(Tensor.ofFloats("w", w, 70, 1000), Tensor.ofFloats("a", a, 3)), metadata);
        assertEquals(-1, Files.mismatch(dict, tensors));
        String header = Files.readString(dict, StandardCharsets.ISO_8859_1).substring(8, 60);
        assertTrue(header.startsWith("{\"__metadata__\":{\"a\":\"2\",\"b\":\"1\",\"c\":\"3\"},\"a\":"), header);
    }

    @Test
    void refusesNamesThatNoFileCanHold() {
        Path file = folder.resolve("a.safetensors");
        Tensor a = Tensor.ofBytes("a", new byte[1], 1);
        assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(a, a), Map.of()));
        Tensor reserved = Tensor.ofBytes("__metadata__", new byte[1], 1);
        assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(reserved), Map.of()));
        Tensor half = Tensor.ofBytes("\ud800", new byte[1], 1);
        assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(half), Map.of()));
        assertThrows(
                IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(), Map.of("a", "\udc00")));
        assertTrue(Files.notExists(file));
    }

    @Test
    void refusesAHeaderThatNoReaderAccepts() {
        Path file = folder.resolve("a.safetensors");
        Map<String, String> metadata = Map.of("a", "x".repeat(100_000_000));
        var e = assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.write(file, List.of(), metadata));
        assertTrue(e.getMessage().contains("is above 100000000"), e::getMessage);
    }

    @Test
    void leavesNoTemporaryFile() throws IOException {
        SafetensorsWriter.write(folder.resolve("a.safetensors"), List.of(), Map.of());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    private Path propertyFolder;

    @BeforeProperty
    void makeFolder() throws IOException {
        propertyFolder = Files.createTempDirectory("safetensors");
    }

    @AfterProperty
    void deleteFolder() throws IOException {
        Files.deleteIfExists(propertyFolder.resolve("p.safetensors"));
        Files.delete(propertyFolder);
    }

    @Property(tries = 150)
    void anyTensorsComeBackAsTheyWere(
            @ForAll("tensors") List<Tensor> tensors,
            @ForAll @Size(max = 4) Map<@net.jqwik.api.From("text") String, @net.jqwik.api.From("text") String> metadata)
            throws IOException {
        Path file = propertyFolder.resolve("p.safetensors");
        SafetensorsWriter.write(file, tensors, metadata);
        SafetensorsFile in = SafetensorsFile.open(file);
        assertEquals(metadata, in.metadata());
        assertEquals(tensors.size(), in.tensors().size());
        for (Tensor tensor : tensors) {
            Tensor found = in.tensor(tensor.name());
            assertEquals(tensor.dtype(), found.dtype());
            assertEquals(tensor.shape(), found.shape());
            assertEquals(tensor.bytes(), found.bytes());
        }
        byte[] first = Files.readAllBytes(file);
        assertEquals(0, ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
        SafetensorsWriter.write(file, in.tensors().values(), in.metadata());
        assertArrayEquals(first, Files.readAllBytes(file));
    }

    /** Any 32 bits, among them NaNs with payloads, infinities and both zeros. */
    @Property(tries = 150)
    void anyFloatsComeBackBitByBit(@ForAll("floatBits") List<Integer> bits) throws IOException {
        Layout layout = Layout.of(List.of(
                new Layout.Entry("a", List.of(bits.size()), Layout.Kind.WEIGHT, true),
                new Layout.Entry("none", List.of(0, 2), Layout.Kind.WEIGHT, true),
                new Layout.Entry("scalar", List.of(), Layout.Kind.BUFFER, false)));
        ByteBuffer bytes = ByteBuffer.allocate(4 * bits.size() + 4);
        bits.forEach(bytes::putInt);
        bytes.putInt(0x7f800001);
        float[] flat = new float[layout.size()];
        bytes.flip().asFloatBuffer().get(flat);
        Path file = propertyFolder.resolve("p.safetensors");
        SafetensorsWriter.write(file, StateDict.of(layout, flat), Map.of());
        StateDict in = SafetensorsFile.open(file).toStateDict(layout);
        assertTrue(in.sameBits(StateDict.of(layout, flat)));
        ByteBuffer stored = SafetensorsFile.open(file).tensor("a").bytes();
        bits.forEach(expected -> assertEquals(expected, stored.getInt()));
    }

    @Provide
    Arbitrary<List<Integer>> floatBits() {
        Arbitrary<Integer> edges = Arbitraries.of(
                0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc00000, 0x7fa12345, 0xffffffff, 0x7f800001, 1, 0x80000001);
        return Arbitraries.oneOf(edges, Arbitraries.integers()).list().ofMaxSize(50);
    }

    @Provide
    Arbitrary<String> text() {
        return Arbitraries.strings()
                .ofMaxLength(8)
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    @Provide
    Arbitrary<List<Tensor>> tensors() {
        Arbitrary<String> names = text().filter(name -> !name.equals("__metadata__"));
        Arbitrary<List<Long>> shapes = Arbitraries.longs().between(0, 4).list().ofMaxSize(3);
        return Combinators.combine(
                        names, Arbitraries.of(Dtype.class), shapes, Arbitraries.randomValue(r -> r.nextLong()))
                .as((name, dtype, shape, seed) -> {
                    long[] extents = shape.stream().mapToLong(Long::longValue).toArray();
                    long bits = shape.stream().reduce((long) dtype.bits(), (a, b) -> a * b);
                    if (bits % 8 != 0) {
                        extents = new long[] {8};
                        bits = 8L * dtype.bits();
                    }
                    byte[] bytes = new byte[(int) bits / 8];
                    new java.util.Random(seed).nextBytes(bytes);
                    return Tensor.of(name, dtype, ByteBuffer.wrap(bytes), extents);
                })
                .list()
                .ofMaxSize(6)
                .uniqueElements(Tensor::name);
    }
}
