package org.weightflow.networks.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.checkpoint.CheckpointFormatException;

class SafetensorsDraftTest {
    private static final Layout LAYOUT = Mlp.of(5, 4, 3).layout();
    private static final StateDict WEIGHTS = Initialisation.TORCH_DEFAULT.draw(LAYOUT, new Seed(1));
    private static final Map<String, String> METADATA = Map.of("format", "pt");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} values a stretch")
    @ValueSource(ints = {1, 3, 100})
    void givesTheBytesOfTheWriterAndTheirChecksum(int stretch) throws IOException {
        Path whole = folder.resolve("whole.safetensors");
        SafetensorsWriter.write(whole, WEIGHTS, METADATA);
        for (boolean ordered : new boolean[] {true, false}) {
            Path file = folder.resolve("drafted.safetensors");
            int[] order = SafetensorsWriter.order(LAYOUT);
            try (SafetensorsDraft draft = SafetensorsDraft.ofLayout(file, LAYOUT, METADATA)) {
                for (int e = 0; e < order.length; e++) {
                    write(draft, order[ordered ? e : order.length - 1 - e], stretch);
                }
                assertFalse(Files.exists(file));
                assertEquals(Checksum.ofFile(whole), draft.commit());
            }
            assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(file));
            Files.delete(file);
        }
    }

    @Test
    void ordersEntriesAsFilesDo() throws IOException {
        Path file = folder.resolve("whole.safetensors");
        SafetensorsWriter.write(file, WEIGHTS, METADATA);
        assertEquals(
                List.copyOf(SafetensorsFile.open(file).tensors().keySet()),
                IntStream.of(SafetensorsWriter.order(LAYOUT))
                        .mapToObj(e -> LAYOUT.entry(e).name())
                        .toList());
    }

    @Test
    void vectorsOfTwoTypesCanBeReadBack() throws IOException {
        Path file = folder.resolve("vectors.safetensors");
        try (SafetensorsDraft draft = SafetensorsDraft.ofVectors(file, Map.of("b", 2, "a", 1), Map.of("c", 1))) {
            draft.write("b", 4, floats(3));
            draft.write(
                    "c",
                    0,
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 0.1));
            draft.write("a", 0, floats(1));
            draft.write("b", 0, floats(2));
            assertEquals(64, draft.commit().length());
        }
        SafetensorsFile read = SafetensorsFile.open(file);
        assertArrayEquals(new float[] {2, 3}, read.tensor("b").toFloats());
        assertArrayEquals(new float[] {1}, read.tensor("a").toFloats());
        assertEquals(0.1, read.tensor("c").bytes().getDouble());
    }

    @Test
    void whatIsIncompleteOrClosedLeavesNothing() throws IOException {
        Path file = folder.resolve("drafted.safetensors");
        try (SafetensorsDraft draft = SafetensorsDraft.ofLayout(file, LAYOUT, METADATA)) {
            write(draft, 0, 4);
            var missing = assertThrows(IllegalStateException.class, draft::commit);
            assertTrue(missing.getMessage().contains("bytes were written"), missing::getMessage);
            var outside = assertThrows(IllegalArgumentException.class, () -> draft.write("fc1.bias", 12, floats(1, 2)));
            assertTrue(outside.getMessage().contains("do not lie within fc1.bias of 16 bytes"), outside::getMessage);
            assertThrows(IllegalArgumentException.class, () -> draft.write("fc9.bias", 0, floats(1)));
        }
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void stretchesOfAFileAreReadWithoutTheRest() throws IOException {
        Path file = folder.resolve("whole.safetensors");
        SafetensorsWriter.write(file, WEIGHTS, METADATA);
        StretchReader reader = StretchReader.open(file);
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer target = ByteBuffer.allocate(16).order(order).position(4);
            reader.read(reader.start("fc2.weight", List.of(3L, 4L)) + 5 * Float.BYTES, target);
            for (int i = 0; i < 3; i++) {
                assertEquals(WEIGHTS.entry("fc2.weight").get(5 + i), target.getFloat(4 + 4 * i));
            }
        }
        var name = assertThrows(CheckpointFormatException.class, () -> reader.start("fc9.weight", List.of(1L)));
        assertEquals(file + ": fc9.weight: no such entry", name.getMessage());
        var shape = assertThrows(CheckpointFormatException.class, () -> reader.start("fc2.weight", List.of(4L, 3L)));
        assertTrue(shape.getMessage().contains("F32 [3, 4] found, F32 [4, 3] expected"), shape::getMessage);
        long start = reader.start("fc2.weight", List.of(3L, 4L));
        var end = assertThrows(CheckpointFormatException.class, () -> reader.read(start, ByteBuffer.allocate(4096)));
        assertTrue(end.getMessage().contains("became shorter"), end::getMessage);
        Files.delete(file);
        var gone = assertThrows(IOException.class, () -> reader.read(start, ByteBuffer.allocate(4)));
        assertEquals(file + ": cannot be read: no such file or folder", gone.getMessage());
    }

    private static void write(SafetensorsDraft draft, int entry, int stretch) throws IOException {
        float[] values = new float[LAYOUT.entry(entry).size()];
        WEIGHTS.entry(entry).get(values);
        for (int from = 0; from < values.length; from += stretch) {
            float[] part = Arrays.copyOfRange(values, from, Math.min(values.length, from + stretch));
            draft.write(LAYOUT.entry(entry).name(), (long) from * Float.BYTES, floats(part));
        }
    }

    private static ByteBuffer floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
