package org.weightflow.networks.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooRepairTest {
    private static final String LIST = "members.jsonl";

    @TempDir
    Path temp;

    private Path folder;
    private Map<String, String> whole;

    @BeforeEach
    void collect() throws IOException {
        folder = temp.resolve("zoo");
        Fixture.collect(folder, true);
        whole = Fixture.contents(folder);
    }

    private Path weights(int id) {
        return folder.resolve("members").resolve("00000" + id + ".safetensors");
    }

    private Path mask(int id) {
        return folder.resolve("members").resolve("00000" + id + ".mask.safetensors");
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    private String line(int index) throws IOException {
        return Files.readAllLines(folder.resolve(LIST)).get(index);
    }

    @Test
    void leavesASoundZooAlone() throws IOException {
        assertEquals(new ZooRepair.Report(3, 3, List.of()), ZooRepair.repair(folder, true));
        assertEquals(whole, Fixture.contents(folder));
    }

    /** What a kill leaves at any instant is gone, and no member that was complete. */
    @Test
    void dropsWhatAKilledWriterLeft() throws IOException {
        String list = whole.get(LIST);
        int two = list.lastIndexOf('\n', list.length() - 2) + 1;
        for (int n = two; n < list.length(); n += 53) {
            Map<String, String> state = new TreeMap<>(whole);
            state.put(LIST, list.substring(0, n));
            state.put("members/.000002.safetensors.12-0.part", "x");
            Fixture.restore(folder, state);
            ZooRepair.Report report = ZooRepair.repair(folder, false);
            assertEquals(2, report.members());
            assertEquals(n == two ? 3 : 4, report.actions().size(), report::toString);
            assertEquals(
                    List.of(folder.resolve(LIST) + ": 2 members listed, 3 planned"),
                    Zoo.verify(folder).faults());
            Fixture.collect(folder, true);
            assertEquals(whole, Fixture.contents(folder));
        }
    }

    /** A power failure may keep the line and lose the bytes of the file. */
    @Test
    void takesDamagedMembersAtTheEndOffTheListSoThatTheyAreMadeAgain() throws IOException {
        Files.write(weights(2), new byte[0]);
        Files.delete(mask(1));
        ZooRepair.Report report = ZooRepair.repair(folder, false);
        assertEquals(1, report.members());
        assertTrue(report.actions().get(0).startsWith("dropped member 1: " + mask(1) + ": missing"), report::toString);
        assertTrue(report.actions().get(1).startsWith("dropped member 2: " + weights(2)), report::toString);
        assertEquals(
                Optional.of(whole.get("members/000001.safetensors")),
                Optional.ofNullable(Fixture.contents(folder).get("damaged/000001.safetensors")));
        Fixture.collect(folder, true);
        Map<String, String> found = Fixture.contents(folder);
        found.keySet().removeIf(name -> name.startsWith("damaged"));
        assertEquals(whole, found);
    }

    @Test
    void refusesToDropAMemberInTheMiddleAndChangesNothing() throws IOException {
        flip(weights(0), 100);
        flip(mask(1), 100);
        Files.writeString(folder.resolve(LIST), Files.readString(folder.resolve(LIST)) + "{\"torn");
        Files.writeString(weights(7), "stray");
        Map<String, String> before = Fixture.contents(folder);
        var e = assertThrows(IOException.class, () -> ZooRepair.repair(folder, false));
        assertTrue(
                e.getMessage()
                        .startsWith(folder + ": members 0, 1 are damaged and followed by sound ones (" + weights(0)),
                e::getMessage);
        assertEquals(before, Fixture.contents(folder));
    }

    @Test
    void dropsAMemberInTheMiddleOnDemandAndRewritesNothingElse() throws IOException {
        String first = line(0);
        String third = line(2);
        flip(weights(1), 100);
        ZooRepair.Report report = ZooRepair.repair(folder, true);
        assertEquals(2, report.members());
        assertEquals(first, line(0));
        assertTrue(line(1).matches("\\{\"check\":\"[0-9a-f]{64}\",\"dropped\":\"members.*\",\"id\":1}"), line(1));
        assertEquals(third, line(2));

        Zoo zoo = Zoo.open(folder);
        assertEquals(2, zoo.size());
        assertEquals(2, zoo.members().get(1).id());
        assertTrue(zoo.weights(1).sameBits(Fixture.sparse(2)));
        assertEquals(Optional.of(Fixture.mask(2)), zoo.mask(1));
        ZooReport sound = zoo.verify();
        assertTrue(sound.isSound(), sound::toString);
        assertEquals(1, sound.notes().size());
        assertTrue(sound.notes().get(0).contains("line 2: the member was dropped: members"), sound::toString);

        Map<String, String> repaired = Fixture.contents(folder);
        Fixture.collect(folder, true);
        assertEquals(repaired, Fixture.contents(folder), "a dropped member is not made again");
        assertEquals(List.of(), ZooRepair.repair(folder, true).actions());
        assertEquals(repaired, Fixture.contents(folder));
    }

    @Test
    void dropsAMemberWhoseLineIsDamaged() throws IOException {
        Path list = folder.resolve(LIST);
        flip(list, line(0).length() + 300);
        assertThrows(IOException.class, () -> ZooRepair.repair(folder, false));
        assertEquals(2, ZooRepair.repair(folder, true).members());
        assertTrue(Zoo.verify(folder).isSound());
        assertEquals(
                List.of(0, 2),
                Zoo.open(folder).members().stream().map(Member::id).toList());
    }

    /** A line says that a member was dropped, and a second kill leaves its files: they go, too. */
    @Test
    void finishesARepairThatWasKilled() throws IOException {
        flip(weights(1), 100);
        Map<String, String> damaged = Fixture.contents(folder);
        ZooRepair.repair(folder, true);
        Map<String, String> state = new TreeMap<>(damaged);
        state.put(LIST, Fixture.contents(folder).get(LIST));
        Fixture.restore(folder, state);
        assertEquals(2, ZooRepair.repair(folder, false).members());
        assertTrue(Zoo.verify(folder).isSound());
    }

    @Test
    void opensNoZooWithoutMembers() throws IOException {
        for (int id = 0; id < 3; id++) {
            Files.delete(weights(id));
        }
        assertEquals(0, ZooRepair.repair(folder, true).members());
        var e = assertThrows(IOException.class, () -> Zoo.open(folder));
        assertTrue(e.getMessage().contains("0 of 3 members"), e::getMessage);
    }

    @Test
    void refusesADamagedManifestAndAnotherWriter() throws IOException {
        try (ZooWriter writer = ZooWriter.open(folder, Fixture.manifest())) {
            assertEquals(3, writer.size());
            var e = assertThrows(IOException.class, () -> ZooRepair.repair(folder, true));
            assertTrue(e.getMessage().contains("in use by another writer"), e::getMessage);
        }
        flip(folder.resolve("zoo.json"), 200);
        Map<String, String> before = Fixture.contents(folder);
        var e = assertThrows(IOException.class, () -> ZooRepair.repair(folder, true));
        assertTrue(e.getMessage().contains("zoo.json"), e::getMessage);
        assertEquals(before, Fixture.contents(folder));
    }
}
