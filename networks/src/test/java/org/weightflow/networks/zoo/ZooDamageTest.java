package org.weightflow.networks.zoo;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte of a small zoo is damaged, and every file is cut at every length: the verification finds each. */
class ZooDamageTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void collect() throws IOException {
        folder = temp.resolve("zoo");
        Fixture.collect(folder, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zoo.json",
                "zoo.json.sha256",
                "members.jsonl",
                "members/000001.safetensors",
                "members/000002.mask.safetensors"
            })
    void isFoundAtEveryByteAndAtEveryLength(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            // Another bit at each byte, all eight of them within eight bytes.
            damaged[at] ^= (byte) (1 << at % 8);
            assertFound(file, damaged, "bit " + at % 8 + " of byte " + at);
            assertFound(file, Arrays.copyOf(whole, at), "cut after " + at + " bytes");
        }
        Files.write(file, whole);
        assertEquals(new ZooReport(3, List.of(), List.of()), Zoo.verify(folder));
    }

    private void assertFound(Path file, byte[] damaged, String damage) throws IOException {
        Files.write(file, damaged);
        ZooReport report = assertDoesNotThrow(() -> Zoo.verify(folder), damage);
        assertFalse(report.isSound(), damage);
        String name = file.getFileName().toString();
        assertTrue(
                report.faults().stream().anyMatch(fault -> fault.contains(name)),
                () -> damage + ": " + report.faults());
        assertTrue(
                report.faults().stream()
                        .allMatch(fault -> fault.startsWith(folder.toString()) && !fault.contains("\n")),
                () -> damage + ": " + report.faults());
    }

    /** What reading alone notices: the manifest and the list, which are read whole anyway. */
    @ParameterizedTest
    @ValueSource(strings = {"zoo.json", "members.jsonl"})
    void keepsADamagedZooFromBeingOpened(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Files.write(file, damaged);
            assertThrows(IOException.class, () -> Zoo.open(folder), "byte " + at);
        }
    }

    @Test
    void goesOnToTheMembersWhereTheManifestIsDamaged() throws IOException {
        Files.writeString(folder.resolve("zoo.json"), "{");
        Path weights = folder.resolve("members").resolve("000001.safetensors");
        Files.write(weights, new byte[3]);
        List<String> faults = Zoo.verify(folder).faults();
        assertEquals(3, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains("zoo.json: its checksum line would be"), faults::toString);
        assertTrue(faults.get(1).contains("zoo.json: line 1"), faults::toString);
        assertTrue(faults.get(2).startsWith(weights + ": sha256 is "), faults::toString);
    }

    /** Zoos of versions without checksums of manifest and lines: they open, resume byte for byte, and verify with a note. */
    @Test
    void readsZoosThatHaveNoChecksYet() throws IOException {
        Path list = folder.resolve("members.jsonl");
        Files.delete(folder.resolve("zoo.json.sha256"));
        assertEquals(
                List.of(folder.resolve("zoo.json.sha256") + ": missing"),
                Zoo.verify(folder).faults());
        Files.writeString(list, Files.readString(list).replaceAll("\"check\":\"[0-9a-f]{64}\",", ""));
        Map<String, String> old = Fixture.contents(folder);
        assertEquals(3, Zoo.open(folder).size());
        ZooReport report = Zoo.verify(folder);
        assertTrue(report.isSound(), report::toString);
        assertEquals(2, report.notes().size(), report::toString);
        assertTrue(report.notes().get(1).contains("3 lines have no check"), report::toString);
        Fixture.collect(folder, true);
        assertEquals(old, Fixture.contents(folder));
    }

    @Test
    void isToldFromAKillBetweenTheManifestAndItsChecksum() throws IOException {
        Map<String, String> whole = Fixture.contents(folder);
        Fixture.restore(folder, Map.of("zoo.json.sha256", whole.get("zoo.json.sha256")));
        Fixture.collect(folder, true);
        assertEquals(whole, Fixture.contents(folder));
    }
}
