package org.weightflow.networks.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Dtype;

class NpyFileTest {
    @TempDir
    Path folder;

    private NpyFile open(byte[] bytes) throws IOException {
        Path file = folder.resolve("hand.npy");
        // A new file each time: some file systems wait for the disk when an old one is written over.
        Files.deleteIfExists(file);
        return NpyFile.open(Files.write(file, bytes));
    }

    @ParameterizedTest
    @CsvSource({"f4, F32", "f8, F64", "i8, I64", "u1, U8", "version2, F32", "version3, F32"})
    void readsTheRowsThatNumPyWrites(String name, Dtype dtype) throws IOException {
        NpyFile file = NpyFile.open(NpyBytes.path(name + ".npy"));
        assertEquals(dtype, file.dtype());
        assertEquals(List.of(4L, 3L), file.shape());
        assertEquals(4, file.rows());
        assertEquals(3, file.rowSize());
        for (int row = 0; row < 4; row++) {
            assertArrayEquals(new float[] {9 * row, 9 * row + 3, 9 * row + 6}, file.floats(row));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> file.row(4));
        assertThrows(IndexOutOfBoundsException.class, () -> file.row(-1));
    }

    @Test
    void readsArraysOfAnyNumberOfAxes() throws IOException {
        NpyFile axes = NpyFile.open(NpyBytes.path("axes.npy"));
        assertEquals(List.of(3L, 4L), axes.row(1).shape());
        assertEquals(36f, axes.floats(1)[0]);
        assertEquals("1", axes.row(1).name());
        NpyFile line = NpyFile.open(NpyBytes.path("line.npy"));
        assertEquals(5, line.rows());
        assertArrayEquals(new float[] {12}, line.floats(4));
        NpyFile scalar = NpyFile.open(NpyBytes.path("scalar.npy"));
        assertEquals(1, scalar.rows());
        assertArrayEquals(new float[] {2.5f}, scalar.floats(0));
        NpyFile empty = NpyFile.open(NpyBytes.path("empty.npy"));
        assertEquals(0, empty.rows());
        assertThrows(IndexOutOfBoundsException.class, () -> empty.row(0));
        assertArrayEquals(
                new float[0], open(NpyBytes.npy(NpyBytes.f4("(3, 0)"), 0)).floats(2));
    }

    /** The header that we write is that of NumPy, byte for byte. */
    @ParameterizedTest
    @ValueSource(strings = {"f4", "f8", "i8", "u1", "axes", "line", "scalar", "empty"})
    void writesTheHeaderThatNumPyWrites(String name) throws IOException {
        byte[] expected = Files.readAllBytes(NpyBytes.path(name + ".npy"));
        NpyFile file = NpyFile.open(NpyBytes.path(name + ".npy"));
        byte[] header = NpyHeader.bytes(file.dtype(), file.shape());
        assertArrayEquals(Arrays.copyOf(expected, header.length), header);
        assertEquals(0, header.length % 64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'shape': (2,), 'descr': '<f4', 'fortran_order': False}\n",
                "  {\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":( 2 , )}   \n",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1)}\n",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1,),}\n"
            })
    void readsHeadersInAnyDress(String header) throws IOException {
        assertEquals(2, open(NpyBytes.npy(header, 8)).rows());
    }

    static Stream<Arguments> refused() {
        byte[] sound = NpyBytes.npy(NpyBytes.f4("(2,)"), 8);
        byte[] version4 = sound.clone();
        version4[6] = 4;
        byte[] minor = sound.clone();
        minor[7] = 1;
        byte[] wide = sound.clone();
        wide[6] = 2;
        byte[] notUtf8 = NpyBytes.npy("  {'descr': '\u00e9', 'fortran_order': False, 'shape': (2,), }\n", 8);
        notUtf8[6] = 3;
        notUtf8[10] = 0;
        notUtf8[11] = 0;
        return Stream.of(
                of("not an .npy array", new byte[0]),
                of("not an .npy array", "\u0093NUMPX  1234".getBytes(StandardCharsets.ISO_8859_1)),
                of("version 4.0 of the .npy format is not known", version4),
                of("version 1.1 of the .npy format is not known", minor),
                of("is above 65524", wide),
                of("the header is not UTF-8", notUtf8),
                of("the header is cut off", Arrays.copyOf(sound, 40)),
                of("has 8 bytes but 7 follow the header", NpyBytes.npy(NpyBytes.f4("(2,)"), 7)),
                of("has 8 bytes but 9 follow the header", NpyBytes.npy(NpyBytes.f4("(2,)"), 9)),
                header("the header is not a dict", "{}"),
                header("the header is not a dict", "()\n"),
                header("lacks descr, fortran_order or shape", "{}\n"),
                header("lacks descr", "{'descr': '<f4', 'fortran_order': False}\n"),
                header("a key of the header is not", "{'descr': '<f4', 'x': 1}\n"),
                header("a key of the header is not", "{'descr': '<f4',, 'fortran_order': False}\n"),
                header("descr stands twice", "{'descr': '<f4', 'descr': '<f4', }\n"),
                header("no comma follows descr", "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}\n"),
                header("descr is not one element type", "{'descr': [('a', '<f4')], }\n"),
                header("fortran_order is not True or False", "{'fortran_order': 0}\n"),
                header("shape is not a tuple", "{'shape': [2]}\n"),
                header("shape is not a tuple", "{'shape': (-1,)}\n"),
                header("shape is not a tuple", "{'shape': (2L,)}\n"),
                header("shape (2) is not a tuple", "{'shape': (2)}\n"),
                header("shape (,) is not a tuple", "{'shape': (,)}\n"),
                header("shape (1,,2) is not a tuple", "{'shape': (1,,2)}\n"),
                header("shape (9999999999999999999,) is not", "{'shape': (9999999999999999999,)}\n"),
                header("shape has 65 axes", "{'shape': (" + "1,".repeat(65) + ")}\n"),
                header("is too large", NpyBytes.f4("(999999999999999999, 999999999999999999)")),
                header("has 3999999999999999996 bytes but 8 follow", NpyBytes.f4("(999999999999999999,)")),
                header(
                        "elements of type '>f4' are not read",
                        NpyBytes.f4("(2,)").replace('<', '>')),
                header("descr is not one element type", "{'descr': __import__('os').system('id')}\n"));
    }

    private static Arguments header(String message, String header) {
        return of(message, NpyBytes.npy(header, 8));
    }

    private static Arguments of(String message, byte[] bytes) {
        return Arguments.of(message, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesInOneSentenceThatNamesTheFile(String message, byte[] bytes) {
        var e = assertThrows(CheckpointFormatException.class, () -> open(bytes));
        assertTrue(e.getMessage().startsWith(folder.resolve("hand.npy") + ": "), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        fortran.npy    | the array is in Fortran order; save it with numpy.ascontiguousarray
        big.npy        | elements of type '>f4' are not read; only <f4, <f8, <i8 and |u1 are
        half.npy       | elements of type '<f2' are not read
        objects.npy    | elements of type '|O' are not read
        structured.npy | descr is not one element type
        """)
    void refusesWhatIsNotReadByName(String name, String message) {
        var e = assertThrows(CheckpointFormatException.class, () -> NpyFile.open(NpyBytes.path(name)));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void namesAFileThatCannotBeRead() {
        Path lost = folder.resolve("lost.npy");
        assertEquals(
                lost + ": cannot be read: no such file or folder",
                assertThrows(IOException.class, () -> NpyFile.open(lost)).getMessage());
        var e = assertThrows(CheckpointFormatException.class, () -> NpyFile.open(folder));
        assertEquals(folder + ": a folder, not a file", e.getMessage());
    }

    /** 270 000 networks of 4 970 values, 5.4 GB; the file has holes and takes no room on the disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void readsRowsFarBehindTwoGibibytes() throws IOException {
        long rows = 270_000;
        int values = 4970;
        byte[] header = NpyBytes.npy(NpyBytes.f4("(" + rows + ", " + values + ")"), 0);
        Path path = Files.write(folder.resolve("large.npy"), header);
        long[] places = {0, 1, 108_022, 108_023, 108_024, 216_047, rows - 1};
        try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            out.setLength(header.length + rows * values * 4);
            for (long place : places) {
                out.seek(header.length + place * values * 4);
                out.writeInt(Integer.reverseBytes(Float.floatToIntBits(place + 0.5f)));
                out.seek(header.length + (place + 1) * values * 4 - 4);
                out.writeInt(Integer.reverseBytes(Float.floatToIntBits(-place - 0.5f)));
            }
        }
        NpyFile file = NpyFile.open(path);
        assertEquals(rows, file.rows());
        for (long place : places) {
            float[] row = file.floats(place);
            assertEquals(place + 0.5f, row[0]);
            assertEquals(-place - 0.5f, row[values - 1]);
        }
        assertEquals(0f, file.floats(5)[0]);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesARowThatNoBufferHolds() throws IOException {
        byte[] header = NpyBytes.npy(NpyBytes.f4("(1, 600000000)"), 0);
        Path path = Files.write(folder.resolve("wide.npy"), header);
        try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            out.setLength(header.length + 2_400_000_000L);
        }
        var e = assertThrows(CheckpointFormatException.class, () -> NpyFile.open(path));
        assertTrue(e.getMessage().contains("a row of 2400000000 bytes is more than the 2147483647"), e::getMessage);
    }

    @Test
    void survivesRandomDamage() throws IOException {
        byte[] whole = Files.readAllBytes(NpyBytes.path("f4.npy"));
        SplittableRandom random = new Seed(1).child("npy").random();
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(random.nextBoolean() ? 70 : bytes.length)] = (byte) random.nextInt();
            }
            try {
                NpyFile file = open(bytes);
                for (int row = 0; row < file.rows(); row++) {
                    assertEquals(file.rowSize(), file.floats(row).length);
                }
            } catch (CheckpointFormatException typed) {
                refused++;
            }
        }
        assertTrue(refused > 50 && refused < 500, refused + " refused");
    }
}
