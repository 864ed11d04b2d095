package org.weightflow.networks.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooWriterTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temp.resolve("runs").resolve("zoo");
    }

    @Test
    void givesTheSameBytesWhetherOrNotItWasClosedInBetween() throws IOException {
        Path once = temp.resolve("once");
        Fixture.collect(once, true);
        for (int id = 0; id < Fixture.MEMBERS; id++) {
            try (ZooWriter writer = ZooWriter.open(folder, Fixture.manifest())) {
                assertEquals(id, writer.size());
                Member member = Fixture.append(writer, true);
                assertEquals(id, member.id());
                assertEquals(member, writer.members().get(id));
            }
        }
        assertEquals(Fixture.contents(once), Fixture.contents(folder));
        Fixture.collect(folder, true);
        assertEquals(Fixture.contents(once), Fixture.contents(folder));
    }

    @Test
    void letsOneWriterInAtATime() throws IOException {
        try (ZooWriter writer = ZooWriter.open(folder, Fixture.manifest())) {
            Fixture.append(writer, false);
            var e = assertThrows(IOException.class, () -> ZooWriter.open(folder, Fixture.manifest()));
            assertTrue(e.getMessage().startsWith(folder + ": in use"), e::getMessage);
            Fixture.append(writer, false);
        }
        Fixture.collect(folder, false);
    }

    @Test
    void namesTheFirstFieldThatDiffersAndLetsGoOfTheLock() throws IOException {
        Fixture.collect(folder, false);
        SortedMap<String, String> before = Fixture.contents(folder);
        ZooManifest other = Fixture.manifest(Map.of("epochs", 30, "rate", 0.02));
        var e = assertThrows(IOException.class, () -> ZooWriter.open(folder, other));
        assertEquals(
                folder.resolve("zoo.json")
                        + ": recipe.epochs is 20 in this zoo but 30 in this run; choose another folder or the zoo's own"
                        + " options",
                e.getMessage());
        assertEquals(before, Fixture.contents(folder));
        ZooWriter.open(folder, Fixture.manifest()).close();
    }

    /** A number's Java type does not matter, as it is lost in the file. */
    @Test
    void resumesFromAManifestThatReadsTheSame() throws IOException {
        Fixture.collect(folder, false);
        ZooWriter.open(folder, Fixture.manifest(Map.of("epochs", 20L, "rate", 0.01)))
                .close();
        ZooManifest fraction = Fixture.manifest(Map.of("epochs", 20.0, "rate", 0.01));
        assertThrows(IOException.class, () -> ZooWriter.open(folder, fraction));
    }

    @Test
    void refusesMoreMembersThanPlanned() throws IOException {
        Fixture.collect(folder, false);
        try (ZooWriter writer = ZooWriter.open(folder, Fixture.manifest())) {
            assertEquals(Fixture.MEMBERS, writer.size());
            var e = assertThrows(IllegalStateException.class, () -> Fixture.append(writer, false));
            assertEquals(folder + ": the zoo has all its 3 members", e.getMessage());
        }
    }

    @Test
    void refusesMembersThatNoManifestDescribes() throws IOException {
        Fixture.collect(folder, false);
        Files.delete(folder.resolve("zoo.json"));
        var e = assertThrows(IOException.class, () -> ZooWriter.open(folder, Fixture.manifest()));
        assertTrue(e.getMessage().startsWith(folder + ": has members.jsonl but no zoo.json"), e::getMessage);
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        var e = assertThrows(IOException.class, () -> ZooWriter.open(file, Fixture.manifest()));
        assertTrue(e.getMessage().startsWith(file + ": cannot be created: "), e::getMessage);
    }

    @Test
    void addsNothingOnceClosed() throws IOException {
        ZooWriter writer = ZooWriter.open(folder, Fixture.manifest());
        writer.close();
        assertThrows(IllegalStateException.class, () -> Fixture.append(writer, false));
    }
}
