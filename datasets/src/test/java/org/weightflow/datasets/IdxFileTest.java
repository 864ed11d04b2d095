package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
    private static final byte[] VALUES = {0, 1, 127, (byte) 128, (byte) 255, 6};
    private static final byte[] SOUND = IdxBytes.of(VALUES, 3, 2, 1);
    private static final List<Integer> EXAMPLE = List.of(2, 1);

    @TempDir
    Path folder;

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("file"), content);
    }

    private String refused(byte[] content) throws IOException {
        Path path = file(content);
        var e = assertThrows(DatasetFormatException.class, () -> IdxFile.read(path, EXAMPLE, Sha256.begin()));
        assertTrue(e.getMessage().startsWith(path + ": "), e::getMessage);
        return e.getMessage();
    }

    private void refusedWith(String part, byte[] content) throws IOException {
        String message = refused(content);
        assertTrue(message.contains(part), message);
    }

    @ParameterizedTest(name = "packed: {0}")
    @ValueSource(booleans = {false, true})
    void readsDimensionsAndValuesWhateverTheName(boolean packed) throws IOException {
        MessageDigest digest = Sha256.begin();
        IdxFile idx = IdxFile.read(file(packed ? IdxBytes.gzip(SOUND) : SOUND), EXAMPLE, digest);
        assertEquals(List.of(3, 2, 1), idx.dimensions());
        assertArrayEquals(VALUES, idx.values());
        assertEquals(Sha256.of(SOUND), Sha256.end(digest), "the digest is that of the unpacked file");
    }

    @Test
    void readsOneToFourDimensions() throws IOException {
        assertEquals(
                List.of(6),
                IdxFile.read(file(IdxBytes.of(VALUES, 6)), List.of(), Sha256.begin())
                        .dimensions());
        assertEquals(
                List.of(1, 3, 2, 1),
                IdxFile.read(file(IdxBytes.of(VALUES, 1, 3, 2, 1)), List.of(3, 2, 1), Sha256.begin())
                        .dimensions());
        refusedWith("1 to 4 IDX dimensions, found 5", IdxBytes.of(VALUES, 1, 1, 3, 2, 1));
        refusedWith("1 to 4 IDX dimensions, found 0", IdxBytes.of(VALUES));
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        for (int length = 0; length < SOUND.length; length++) {
            refused(Arrays.copyOf(SOUND, length));
        }
        byte[] packed = IdxBytes.gzip(SOUND);
        for (int length = 0; length < packed.length; length++) {
            refused(Arrays.copyOf(packed, length));
        }
    }

    @Test
    void refusesBytesAfterTheValues() throws IOException {
        refusedWith("expected 6 values as the IDX header says, found more", IdxBytes.concat(SOUND, (byte) 0));
        refusedWith("found more", IdxBytes.gzip(IdxBytes.concat(SOUND, (byte) 0)));
    }

    @Test
    void refusesBytesAfterTheArchive() throws IOException {
        refusedWith("nothing after it", IdxBytes.concat(IdxBytes.gzip(SOUND), (byte) 1, (byte) 2, (byte) 3));
        refused(IdxBytes.concat(IdxBytes.gzip(SOUND), IdxBytes.gzip(new byte[] {1})));
        refused(IdxBytes.concat(IdxBytes.gzip(SOUND), IdxBytes.gzip(new byte[0])));
    }

    @Test
    void namesEachRuleOfTheHeader() throws IOException {
        refusedWith("starting with bytes 00 00, found 00 01", with(1, 1));
        refusedWith("element type 08 (unsigned byte), found 0d", with(2, 0x0d));
        refusedWith("IDX dimension 1 is 0", IdxBytes.of(VALUES, 0, 2, 1));
        refusedWith("found dimensions [2, 3, 1], expected [count, 2, 1]", IdxBytes.of(VALUES, 2, 3, 1));
        refusedWith("IDX dimension 1 is 4294967295", IdxBytes.of(VALUES, -1, 2, 1));
    }

    private static byte[] with(int at, int value) {
        byte[] changed = SOUND.clone();
        changed[at] = (byte) value;
        return changed;
    }

    @Test
    void refusesAProductBeyondWhatAnArrayHolds() throws IOException {
        // 2^16 * 2^16 * 2^16 * 2^16 = 2^64 is 0 in a long: only a check after each factor sees it.
        Path path = file(IdxBytes.of(VALUES, 1 << 16, 1 << 16, 1 << 16, 1 << 16));
        var e = assertThrows(
                DatasetFormatException.class,
                () -> IdxFile.read(path, List.of(1 << 16, 1 << 16, 1 << 16), Sha256.begin()));
        assertTrue(e.getMessage().contains("need more than"), e::getMessage);
    }

    @ParameterizedTest(name = "packed: {0}")
    @ValueSource(booleans = {false, true})
    void takesNoMemoryForWhatAHeaderOnlyPromises(boolean packed) throws IOException {
        // Two billion values promised a hundred times over: the test's heap holds not even one array of them.
        byte[] liar = IdxBytes.of(VALUES, 1_000_000_000, 2, 1);
        for (int i = 0; i < 100; i++) {
            refusedWith("expected 2000000000 values", packed ? IdxBytes.gzip(liar) : liar);
        }
    }

    @Property(tries = 1000)
    void failsOnlyWithAFormatErrorOnDamage(
            @ForAll boolean packed,
            @ForAll @IntRange(max = 60) int at,
            @ForAll byte value,
            @ForAll @IntRange(max = 60) int lost)
            throws IOException {
        byte[] content = packed ? IdxBytes.gzip(SOUND) : SOUND.clone();
        content[at % content.length] = value;
        readOrRefuse(Arrays.copyOf(content, Math.max(0, content.length - lost / 4)));
    }

    @Property(tries = 1000)
    void failsOnlyWithAFormatErrorOnAnyBytes(
            @ForAll byte[] noise, @ForAll @IntRange(max = 12) int kept, @ForAll boolean packed) throws IOException {
        byte[] start = packed ? IdxBytes.gzip(SOUND) : SOUND;
        readOrRefuse(IdxBytes.concat(Arrays.copyOf(start, kept), noise));
    }

    /** Anything but a format error, an OutOfMemoryError above all, fails the property. */
    private static void readOrRefuse(byte[] content) throws IOException {
        Path path = Files.createTempFile("idx", "");
        try {
            Files.write(path, content);
            IdxFile idx = IdxFile.read(path, EXAMPLE, Sha256.begin());
            assertEquals(
                    idx.values().length,
                    idx.dimensions().stream().mapToInt(Integer::intValue).reduce(1, (a, b) -> a * b));
        } catch (DatasetFormatException e) {
            assertTrue(e.getMessage().startsWith(path + ": "), e::getMessage);
        } finally {
            Files.delete(path);
        }
    }
}
