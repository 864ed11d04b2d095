package org.weightflow.networks.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.archive.ZipBytes;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;
import org.weightflow.networks.checkpoint.Tensor;

class NpzFileTest {
    @TempDir
    Path folder;

    private static List<Tensor> arrays() {
        ByteBuffer longs = ByteBuffer.allocate(16).put(0, (byte) 0).put(8, (byte) 3);
        ByteBuffer bits = ByteBuffer.allocate(8).putInt(0, 0x010000c0).putInt(4, 0x00000080);
        return List.of(
                Tensor.ofFloats("b", new float[] {0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33}, 4, 3),
                Tensor.of("a", Dtype.I64, longs, 2),
                Tensor.of("nested/c", Dtype.F32, bits, 2),
                Tensor.ofBytes("none", new byte[0], 2, 0));
    }

    @Test
    void readsWhatNumPyWrites() throws IOException {
        Checkpoint npz = NpzFile.open(NpyBytes.path("arrays.npz"));
        assertEquals(List.of("b", "a", "c"), List.copyOf(npz.tensors().keySet()));
        assertEquals(List.of(4L, 3L), npz.tensor("b").shape());
        assertArrayEquals(arrays().get(0).toFloats(), npz.tensor("b").toFloats());
        assertEquals(Dtype.I64, npz.tensor("a").dtype());
        assertArrayEquals(new float[] {0, 3}, npz.tensor("a").toFloats());
        assertArrayEquals(new float[] {2.5f}, npz.tensor("c").toFloats());
    }

    @Test
    void readsWhatItWroteBitByBit() throws IOException {
        Path file = folder.resolve("a.npz");
        NpzFile.write(file, arrays());
        Checkpoint npz = NpzFile.open(file);
        assertEquals(
                List.of("b", "a", "nested/c", "none"), List.copyOf(npz.tensors().keySet()));
        for (Tensor tensor : arrays()) {
            assertEquals(tensor.shape(), npz.tensor(tensor.name()).shape());
            assertEquals(tensor.dtype(), npz.tensor(tensor.name()).dtype());
            assertEquals(tensor.bytes(), npz.tensor(tensor.name()).bytes());
        }
    }

    /** Whatever the time and wherever the clock. */
    @Test
    void writesEqualBytesForEqualArrays() throws IOException {
        TimeZone before = TimeZone.getDefault();
        List<byte[]> files = new ArrayList<>();
        try {
            for (String zone : List.of("UTC", "Pacific/Kiritimati")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                NpzFile.write(folder.resolve("a.npz"), arrays());
                files.add(Files.readAllBytes(folder.resolve("a.npz")));
            }
        } finally {
            TimeZone.setDefault(before);
        }
        assertArrayEquals(files.get(0), files.get(1));
        assertEquals(-1, new String(files.get(0), StandardCharsets.ISO_8859_1).indexOf("UT\u0005"));
    }

    /** The arrays inside are byte for byte those of {@code numpy.save}. */
    @Test
    void holdsTheFilesThatNumPyWrites() throws IOException {
        Path file = folder.resolve("a.npz");
        NpzFile.write(file, arrays());
        byte[] npy = Files.readAllBytes(NpyBytes.path("f4.npy"));
        byte[] npz = Files.readAllBytes(file);
        int at = "PK".length() + 28 + "b.npy".length();
        assertArrayEquals(npy, Arrays.copyOfRange(npz, at, at + npy.length));
    }

    @Test
    void refusesToWriteWhatNobodyCouldRead() throws IOException {
        Path file = folder.resolve("a.npz");
        assertMessage(
                "a: arrays of F16 are not written", List.of(Tensor.of("a", Dtype.F16, ByteBuffer.allocate(2), 1)));
        Tensor a = Tensor.ofBytes("a", new byte[1], 1);
        assertMessage("a: the name stands twice", List.of(a, Tensor.ofBytes("a", new byte[1], 1)));
        assertTrue(Files.notExists(file));
    }

    private void assertMessage(String message, List<Tensor> tensors) {
        var e = assertThrows(IllegalArgumentException.class, () -> NpzFile.write(folder.resolve("a.npz"), tensors));
        assertEquals(message, e.getMessage());
    }

    @Test
    void refusesWhatIsNotStoredArrays() throws IOException {
        assertFault("a.npy: the entry is compressed (method 8)", NpyBytes.path("compressed.npz"));
        Path file = folder.resolve("hand.npz");
        byte[] sound = NpyBytes.npy(NpyBytes.f4("(2,)"), 8);
        assertFault(
                "x.txt: the entry is not an .npy array",
                Files.write(file, new ZipBytes().entry("x.txt", sound).bytes()));
        assertFault(
                "x.npy: not an .npy array",
                Files.write(file, new ZipBytes().entry("x.npy", new byte[9]).bytes()));
        byte[] shorter = Arrays.copyOf(sound, sound.length - 1);
        assertFault(
                "x: 7 bytes do not fill shape [2] of F32",
                Files.write(file, new ZipBytes().entry("x.npy", shorter).bytes()));
        assertFault("a folder, not a file", folder);
    }

    private static void assertFault(String message, Path file) {
        var e = assertThrows(CheckpointFormatException.class, () -> NpzFile.open(file));
        assertTrue(e.getMessage().startsWith(file + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }
}
