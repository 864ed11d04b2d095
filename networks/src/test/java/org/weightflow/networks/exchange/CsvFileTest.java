package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.checkpoint.CheckpointFormatException;

class CsvFileTest {
    /** Packed it has a thousandth of them. */
    private static final int BOMB_BYTES = 1 << 27;

    @TempDir
    Path folder;

    private CsvFile open(String name, byte[] content) throws IOException {
        return CsvFile.open(Files.write(folder.resolve(name), content), List.of("a", "b"));
    }

    private CsvFile open(String content) throws IOException {
        return open("t.csv", content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsValuesInAnyOrderOfColumns() throws IOException {
        try (CsvFile csv = open(",b,a\r\n0,1,\n1,\"x, \"\"y\"\"\",\u00e9")) {
            assertTrue(csv.next());
            assertEquals("1", csv.value("b"));
            assertEquals("", csv.value("a"));
            assertTrue(csv.next());
            assertEquals("x, \"y\"", csv.value("b"));
            assertEquals("\u00e9", csv.value("a"));
            assertEquals(
                    folder.resolve("t.csv") + ": line 3: odd", csv.fault("odd").getMessage());
            assertFalse(csv.next());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the file is empty",
                "'a,c\n' | column b is missing",
                "'a,b,a\n' | column a stands twice",
                "'\"a,b\n' | line 1: a quote is not closed"
            })
    void refusesHeaders(String content, String expected) {
        CheckpointFormatException refused = assertThrows(CheckpointFormatException.class, () -> open(content));
        assertEquals(folder.resolve("t.csv") + ": " + expected, refused.getMessage());
    }

    @Test
    void refusesLinesThatDoNotFitTheHeader() throws IOException {
        try (CsvFile csv = open("a,b\n1\n")) {
            assertTrue(assertThrows(CheckpointFormatException.class, csv::next)
                    .getMessage()
                    .endsWith("line 2: 1 values for 2 columns"));
        }
        try (CsvFile csv = open("latin.csv", "a,b\n\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1))) {
            assertTrue(assertThrows(IOException.class, csv::next)
                    .getMessage()
                    .endsWith("latin.csv: cannot be read: the bytes are not UTF-8"));
        }
    }

    @Test
    void refusesDamagedArchives() throws IOException {
        byte[] whole = SmallCnnZoo.packed("a,b\n1,2\n".repeat(1000));
        assertThrows(IOException.class, () -> open("t.csv.gz", new byte[] {1, 2, 3}));
        IOException notPacked = assertThrows(
                IOException.class, () -> open("u.csv.gz", "a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8)));
        assertTrue(notPacked.getMessage().startsWith(folder.resolve("u.csv.gz") + ": cannot be read: "));
        try (CsvFile csv = open("v.csv.gz", Arrays.copyOf(whole, whole.length - 9))) {
            IOException cut = assertThrows(IOException.class, () -> {
                while (csv.next()) {
                    assertEquals(2, 1 + csv.value("a").length());
                }
            });
            assertEquals(folder.resolve("v.csv.gz") + ": the archive ends early", cut.getMessage());
        }
    }

    @Test
    void stopsAtALineThatUnpacksWithoutEnd() throws IOException {
        byte[] bomb = SmallCnnZoo.bomb("a,b\n", (byte) '0', BOMB_BYTES);
        assertTrue(bomb.length < BOMB_BYTES / 500);
        try (CsvFile csv = open("bomb.csv.gz", bomb)) {
            assertTrue(assertThrows(CheckpointFormatException.class, csv::next)
                    .getMessage()
                    .endsWith("line 2 has more than 65536 bytes"));
        }
    }
}
