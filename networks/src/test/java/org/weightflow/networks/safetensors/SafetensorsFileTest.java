package org.weightflow.networks.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

class SafetensorsFileTest {
    private static final Layout LAYOUT = Mlp.of(3, 2).layout();

    @TempDir
    Path folder;

    private static StateDict weights(long seed) {
        return Initialisation.TORCH_DEFAULT.draw(LAYOUT, new Seed(seed));
    }

    @Test
    void readsTheWeightsItWasGiven() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, weights(1), Map.of("format", "pt"));
        SafetensorsFile in = SafetensorsFile.open(file);
        assertEquals(file, in.path());
        assertTrue(in.toStateDict(LAYOUT).sameBits(weights(1)));
    }

    /** A view, not a copy: what changes in the file changes in the state dict. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void viewsALargeFileWithoutCopying() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Layout large = Mlp.of(600, 600).layout();
        SafetensorsWriter.write(file, Initialisation.NORMAL.draw(large, new Seed(1)), Map.of());
        StateDict view = SafetensorsFile.open(file).toStateDict(large);
        assertTrue(view.entry(0).isDirect());
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(out.length() - 4);
            out.write(Bytes.floats(42f));
        }
        assertEquals(42f, view.entry("fc1.weight").get(600 * 600 - 1));
    }

    @Test
    void readsASmallFileAtOnce() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, weights(1), Map.of());
        StateDict read = SafetensorsFile.open(file).toStateDict(LAYOUT);
        assertFalse(read.entry(0).isDirect());
        assertTrue(read.sameBits(weights(1)));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void keepsShowingTheOldValuesWhenTheFileIsReplaced() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, weights(1), Map.of());
        StateDict old = SafetensorsFile.open(file).toStateDict(LAYOUT);
        SafetensorsWriter.write(file, weights(2), Map.of());
        assertTrue(SafetensorsFile.open(file).toStateDict(LAYOUT).sameBits(weights(2)));
        assertTrue(old.sameBits(weights(1)));
    }

    @Test
    void readsValuesThatAreNotAligned() throws IOException {
        SafetensorsFile file = Bytes.open(
                folder,
                Bytes.file(
                        "{\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                                + "\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]}} ",
                        Bytes.floats(1, 2, 3, 4, 5, 6, 7, 8)));
        assertEquals(3f, file.toStateDict(LAYOUT).entry(0).get(0));
        assertEquals(2f, file.toStateDict(LAYOUT).entry(1).get(1));
    }

    @Test
    void widensHalfPrecisionExactly() throws IOException {
        byte[] halves = {0, 0x3c, 0, (byte) 0xc0, 1, 0, 0, 0, 0, 0, 0, 0};
        byte[] brains = {(byte) 0x80, 0x3f, 0, (byte) 0xc0};
        Path file = folder.resolve("half.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        Tensor.of("fc1.weight", Dtype.F16, java.nio.ByteBuffer.wrap(halves), 2, 3),
                        Tensor.of("fc1.bias", Dtype.BF16, java.nio.ByteBuffer.wrap(brains), 2)),
                Map.of());
        StateDict dict = SafetensorsFile.open(file).toStateDict(LAYOUT);
        assertEquals(1f, dict.entry(0).get(0));
        assertEquals(-2f, dict.entry(0).get(1));
        assertEquals(0x1p-24f, dict.entry(0).get(2));
        assertEquals(1f, dict.entry(1).get(0));
        assertEquals(-2f, dict.entry(1).get(1));
    }

    @Test
    void refusesNumbersThatWouldBeRounded() throws IOException {
        Path file = folder.resolve("double.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        Tensor.of("fc1.weight", Dtype.F64, java.nio.ByteBuffer.allocate(48), 2, 3),
                        Tensor.ofFloats("fc1.bias", new float[2], 2)),
                Map.of());
        assertFault(file, "fc1.weight: dtype F64 found, F32, F16 or BF16 expected");
    }

    @Test
    void listsMissingAndSurplusEntries() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        Tensor.ofFloats("fc1.weight", new float[6], 2, 3),
                        Tensor.ofFloats("module.fc1.bias", new float[2], 2)),
                Map.of());
        assertFault(file, "expected 2 entries, found 2; missing fc1.bias; surplus module.fc1.bias");
        assertTrue(assertThrows(CheckpointFormatException.class, () -> SafetensorsFile.open(file)
                        .tensor("x"))
                .getMessage()
                .contains("x: no such entry; the file has fc1.weight, module.fc1.bias"));
    }

    @Test
    void listsTheFirstTenOfManyEntries() throws IOException {
        Path file = folder.resolve("a.safetensors");
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 10; i < 22; i++) {
            tensors.add(Tensor.ofBytes("t" + i, new byte[0], 0));
        }
        SafetensorsWriter.write(file, tensors, Map.of());
        assertFault(
                file,
                "expected 2 entries, found 12; missing fc1.weight, fc1.bias; surplus t10, t11, t12, t13, t14, t15, t16, t17,"
                        + " t18, t19 and 2 more");
    }

    @Test
    void namesTheShapeThatDiffers() throws IOException {
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(
                file,
                List.of(
                        Tensor.ofFloats("fc1.weight", new float[6], 3, 2),
                        Tensor.ofFloats("fc1.bias", new float[2], 2)),
                Map.of());
        assertFault(file, "fc1.weight: shape [3, 2] found, [2, 3] expected");
    }

    private static void assertFault(Path file, String fault) {
        var e = assertThrows(CheckpointFormatException.class, () -> SafetensorsFile.open(file)
                .toStateDict(LAYOUT));
        assertEquals(file + ": " + fault, e.getMessage());
    }

    @Test
    void namesAFileThatCannotBeRead() throws IOException {
        Path lost = folder.resolve("lost.safetensors");
        assertEquals(
                lost + ": cannot be read: no such file or folder",
                assertThrows(IOException.class, () -> SafetensorsFile.open(lost))
                        .getMessage());
        var e = assertThrows(CheckpointFormatException.class, () -> SafetensorsFile.open(folder));
        assertEquals(folder + ": a folder, not a file", e.getMessage());
    }

    @Test
    void givesLittleEndianViewsThatCannotBeWritten() throws IOException {
        Tensor tensor = Bytes.open(
                        folder,
                        Bytes.file(
                                "{\"t\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]}}", (byte) 1, (byte) 2))
                .tensor("t");
        assertEquals(ByteOrder.LITTLE_ENDIAN, tensor.bytes().order());
        assertEquals(0x0201, tensor.bytes().getShort());
        assertEquals(2, tensor.bytes().remaining());
        assertTrue(tensor.bytes().isReadOnly());
    }

    /** More than one buffer can hold; the file has holes and takes no room on the disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void mapsFilesOfMoreThanTwoGibibytes() throws IOException {
        long gib = 1L << 30;
        Path file = folder.resolve("large.safetensors");
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 3; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"t" + i + "\":{\"dtype\":\"U8\",\"shape\":[" + gib + "],\"data_offsets\":[" + i * gib
                            + "," + (i + 1) * gib + "]}");
        }
        byte[] start = Bytes.file(header + "}");
        Files.write(file, start);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < 3; i++) {
                out.seek(start.length + (i + 1) * gib - 1);
                out.write(i + 1);
            }
        }
        SafetensorsFile in = SafetensorsFile.open(file);
        for (int i = 0; i < 3; i++) {
            assertEquals(i + 1, in.tensor("t" + i).bytes().get((int) gib - 1));
            assertEquals(0, in.tensor("t" + i).bytes().get(0));
        }
        byte[] one = Bytes.file(
                "{\"t\":{\"dtype\":\"U8\",\"shape\":[" + 3 * gib + "],\"data_offsets\":[0," + 3 * gib + "]}}");
        Files.write(file, one);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(one.length + 3 * gib);
        }
        var e = assertThrows(CheckpointFormatException.class, () -> SafetensorsFile.open(file));
        assertTrue(e.getMessage().contains("t: 3221225472 bytes are more than the 2147483647"), e::getMessage);
    }
}
