package org.weightflow.networks.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.ArtefactLock;

class MemberAppenderTest {
    private static final String WEIGHTS =
            Path.of("members", "000002.safetensors").toString();
    private static final String MASK =
            Path.of("members", "000002.mask.safetensors").toString();
    private static final String LIST = "members.jsonl";

    @TempDir
    Path folder;

    private Path zoo;

    @BeforeEach
    void nameTheZoo() {
        zoo = folder.resolve("zoo");
    }

    private static String temporary(String name) {
        Path path = Path.of(name);
        String part = "." + path.getFileName() + ".4711-0.part";
        return path.getParent() == null ? part : path.resolveSibling(part).toString();
    }

    /** To the same bytes as one by one; and a batch with a member that does not fit leaves nothing behind. */
    @Test
    void addsAWholeBatchOrNothing() throws IOException {
        Fixture.collect(zoo, true);
        Path batch = folder.resolve("batch");
        Files.createDirectories(batch);
        List<NewMember> added = new ArrayList<>();
        Zoo opened = Zoo.open(zoo);
        for (Member member : opened.members()) {
            added.add(new NewMember(
                    new Seed(member.seed()),
                    opened.weights(member.id()),
                    opened.mask(member.id()),
                    member.metrics(),
                    Optional.ofNullable(member.parent())));
        }
        float[] values = opened.weights(0).toArray();
        values[3] = Float.NaN;
        List<NewMember> damaged = new ArrayList<>(added);
        damaged.add(new NewMember(
                new Seed(1), StateDict.of(Fixture.LAYOUT, values), Optional.empty(), Map.of(), Optional.empty()));
        try (ArtefactLock lock = ArtefactLock.acquire(batch)) {
            MemberAppender appender = MemberAppender.open(lock, Fixture.LAYOUT);
            var e = assertThrows(IllegalArgumentException.class, () -> appender.append(damaged));
            assertTrue(e.getMessage().startsWith("member 3: "), e::getMessage);
            try (Stream<Path> files = Files.list(batch.resolve("members"))) {
                assertEquals(0, files.count());
            }
            assertEquals(List.of(), appender.append(List.of()));
            assertEquals(opened.members(), appender.append(added));
            assertEquals(opened.members(), appender.members());
        }
        Map<String, String> expected = new TreeMap<>(Fixture.contents(zoo));
        expected.keySet().removeIf(name -> !name.equals(LIST) && !name.startsWith("members"));
        Map<String, String> found = new TreeMap<>(Fixture.contents(batch));
        found.keySet().removeIf(name -> !name.equals(LIST) && !name.startsWith("members"));
        assertEquals(expected, found);
    }

    /**
     * A kill at any instant of the last append leaves one of these states: a prefix of a temporary file, a file in place that no
     * line names, or a prefix of the line. Opening turns each into the state of before that append, byte for byte; from some of
     * them, as finishing waits for the disk, the test goes on to the end.
     */
    @Test
    void finishesWithTheSameBytesWhereverItWasKilled() throws IOException {
        Fixture.collect(zoo, true);
        Map<String, String> whole = Fixture.contents(zoo);
        Map<String, String> before = new TreeMap<>(whole);
        String weights = before.remove(WEIGHTS);
        String mask = before.remove(MASK);
        String list = before.get(LIST);
        int twoLines = list.lastIndexOf('\n', list.length() - 2) + 1;
        before.put(LIST, list.substring(0, twoLines));

        for (int n = 0; n <= weights.length(); n++) {
            Map<String, String> state = new TreeMap<>(before);
            state.put(temporary(WEIGHTS), weights.substring(0, n));
            assertRepairs(before, state);
            if (n % 100 == 0 || n == weights.length()) {
                assertFinishes(whole, state);
            }
        }
        for (int n = 0; n <= mask.length(); n++) {
            Map<String, String> state = new TreeMap<>(before);
            state.put(WEIGHTS, weights);
            state.put(temporary(MASK), mask.substring(0, n));
            assertRepairs(before, state);
            if (n % 100 == 0 || n == mask.length()) {
                assertFinishes(whole, state);
            }
        }
        for (int n = twoLines; n <= list.length(); n++) {
            Map<String, String> state = new TreeMap<>(before);
            state.put(WEIGHTS, weights);
            state.put(MASK, mask);
            state.put(LIST, list.substring(0, n));
            assertRepairs(n < list.length() ? before : whole, state);
            if (n % 40 == 0 || n >= list.length() - 2) {
                assertFinishes(whole, state);
            }
        }
    }

    private void assertRepairs(Map<String, String> expected, Map<String, String> state) throws IOException {
        Fixture.restore(zoo, state);
        ZooWriter.open(zoo, Fixture.manifest()).close();
        assertEquals(expected, Fixture.contents(zoo));
    }

    /** A file system without order may lose the moved file's bytes or fill the line with zeros. */
    @Test
    void repairsWhatAPowerFailureMayLeave() throws IOException {
        Fixture.collect(zoo, true);
        Map<String, String> whole = Fixture.contents(zoo);
        String list = whole.get(LIST);
        int twoLines = list.lastIndexOf('\n', list.length() - 2) + 1;
        for (String line : List.of("\0\0\0\0\0", "\0\0\0\0\n", "\n", "x\n", "[]\n", "\"\u00ff\"\n", "{}{}\n")) {
            Map<String, String> state = new TreeMap<>(whole);
            state.put(WEIGHTS, "");
            state.put(LIST, list.substring(0, twoLines) + line);
            assertFinishes(whole, state);
        }
        Map<String, String> first = new TreeMap<>(Map.of(
                "zoo.json",
                whole.get("zoo.json"),
                "zoo.json.sha256",
                whole.get("zoo.json.sha256"),
                LIST,
                "{\"check\""));
        assertFinishes(whole, first);
        assertFinishes(whole, Map.of(temporary("zoo.json"), "{"));
    }

    private void assertFinishes(Map<String, String> whole, Map<String, String> state) throws IOException {
        Fixture.restore(zoo, state);
        Fixture.collect(zoo, true);
        assertEquals(whole, Fixture.contents(zoo));
    }

    @Test
    void keepsWhatWasReportedAsCollected() throws IOException {
        Fixture.collect(zoo, true);
        Map<String, String> whole = Fixture.contents(zoo);
        String list = whole.get(LIST);
        for (int n = 0; n <= list.length(); n += n < 10 || n > list.length() - 10 ? 1 : 7) {
            Map<String, String> state = new TreeMap<>(whole);
            state.put(LIST, list.substring(0, n));
            Fixture.restore(zoo, state);
            int lines =
                    (int) list.substring(0, n).chars().filter(c -> c == '\n').count();
            try (ZooWriter writer = ZooWriter.open(zoo, Fixture.manifest())) {
                assertEquals(lines, writer.size());
            }
            assertEquals(
                    list.substring(0, list.substring(0, n).lastIndexOf('\n') + 1),
                    Fixture.contents(zoo).get(LIST));
            assertEquals(
                    lines,
                    Fixture.contents(zoo).keySet().stream()
                            .filter(name -> name.matches(".*[0-9]{6}\\.safetensors"))
                            .count());
        }
    }

    @Test
    void leavesFilesOfOtherNamesAlone() throws IOException {
        Fixture.collect(zoo, true);
        List<String> others = List.of(
                "reference.safetensors",
                Path.of("members", "notes.txt").toString(),
                Path.of("members", "000001.permutation.safetensors").toString(),
                Path.of("permutations", "000009.safetensors").toString());
        Files.createDirectory(zoo.resolve("permutations"));
        for (String other : others) {
            Files.writeString(zoo.resolve(other), "x");
        }
        Files.createFile(zoo.resolve("members").resolve("000003.safetensors"));
        Map<String, String> expected = Fixture.contents(zoo);
        expected.remove(Path.of("members", "000003.safetensors").toString());
        Fixture.collect(zoo, true);
        assertEquals(expected, Fixture.contents(zoo));
    }

    @Test
    void refusesADamagedListAndChangesNothing() throws IOException {
        Fixture.collect(zoo, true);
        Map<String, String> whole = Fixture.contents(zoo);
        String list = whole.get(LIST);
        String[] lines = list.split("(?<=\n)", -1);
        assertRefuses("line 1: id 1 is not 0", whole, lines[1] + lines[0] + lines[2]);
        assertRefuses("line 2: id 2 is not 1", whole, lines[0] + lines[2]);
        assertRefuses("line 2: id 0 is not 1", whole, lines[0] + lines[0] + lines[1]);
        assertRefuses("line 2: line 1, column", whole, lines[0] + "x\n" + lines[2]);
        assertRefuses("line 2: ", whole, lines[0] + "\n" + lines[1] + lines[2]);
        assertRefuses("line 2: the bytes are not UTF-8", whole, lines[0] + "\u00ff\n" + lines[2]);
        assertRefuses(
                "line 3: extra: the field is not known", whole, list.replace(",\"id\":2", ",\"extra\":0,\"id\":2"));
        assertRefuses(
                "line 3: prunable 17 is not 18",
                whole,
                lines[0] + lines[1] + lines[2].replace("\"prunable\":18", "\"prunable\":17"));
        Map<String, String> lacking = new TreeMap<>(whole);
        lacking.remove(MASK);
        assertRefuses("missing, but members.jsonl lists it as a file of member 2", lacking, list);
    }

    private void assertRefuses(String message, Map<String, String> files, String list) throws IOException {
        Map<String, String> state = new TreeMap<>(files);
        state.put(LIST, Fixture.signed(list));
        state.put(Path.of("members", "000007.safetensors").toString(), "unfinished");
        Fixture.restore(zoo, state);
        var e = assertThrows(IOException.class, () -> ZooWriter.open(zoo, Fixture.manifest()));
        assertTrue(e.getMessage().contains(message), e::getMessage);
        assertEquals(state, Fixture.contents(zoo));
    }

    @Test
    void refusesMembersThatWouldNotVerifyAndWritesNothing() throws IOException {
        try (ZooWriter writer = ZooWriter.open(zoo, Fixture.manifest())) {
            Fixture.append(writer, true);
            Map<String, String> before = Fixture.contents(zoo);
            float[] flat = Fixture.dense(1).toArray();
            flat[13] = Float.NaN;
            assertRefuses(writer, "member 1: fc1.bias[1] is NaN", flat, Optional.empty(), Map.of());
            flat[13] = Float.NEGATIVE_INFINITY;
            assertRefuses(writer, "member 1: fc1.bias[1] is -Infinity", flat, Optional.empty(), Map.of());
            float[] good = Fixture.dense(1).toArray();
            int pruned = Fixture.mask(1).toBitSet().nextClearBit(0);
            assertRefuses(
                    writer,
                    "member 1: fc1.weight[" + pruned + "] is " + good[pruned] + " but its mask prunes it",
                    good,
                    Optional.of(Fixture.mask(1)),
                    Map.of());
            assertRefuses(
                    writer, "metric nll NaN is not a finite number", good, Optional.empty(), Map.of("nll", Double.NaN));
            StateDict other = StateDict.of(Mlp.of(4, 2).layout(), new float[10]);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.append(Fixture.seed(1), other, Optional.empty(), Map.of(), Optional.empty()));
            Optional<Mask> foreign = Optional.of(Mask.dense(other.layout()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> writer.append(Fixture.seed(1), Fixture.dense(1), foreign, Map.of(), Optional.empty()));
            assertEquals(before, Fixture.contents(zoo));
            assertEquals(1, writer.size());
        }
    }

    private static void assertRefuses(
            ZooWriter writer, String message, float[] flat, Optional<Mask> mask, Map<String, Double> metrics) {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> writer.append(
                        Fixture.seed(1), StateDict.of(Fixture.LAYOUT, flat), mask, metrics, Optional.empty()));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    /** A negative zero is a zero. */
    @Test
    void acceptsEitherZeroWhereTheMaskPrunes() throws IOException {
        try (ZooWriter writer = ZooWriter.open(zoo, Fixture.manifest())) {
            float[] flat = Fixture.sparse(0).toArray();
            flat[Fixture.mask(0).toBitSet().nextClearBit(0)] = -0f;
            Member member = writer.append(
                    Fixture.seed(0),
                    StateDict.of(Fixture.LAYOUT, flat),
                    Optional.of(Fixture.mask(0)),
                    Map.of(),
                    Optional.empty());
            assertEquals(Fixture.mask(0).keptPrunable(), member.kept());
        }
    }

    /** A line that could not be written leaves a rest behind which the next one is not appended. */
    @Test
    void writesOverTheRestOfALineThatFailed() throws IOException {
        try (ZooWriter writer = ZooWriter.open(zoo, Fixture.manifest())) {
            Fixture.append(writer, true);
            Path list = zoo.resolve(LIST);
            Files.writeString(list, Files.readString(list) + "{".repeat(5000));
            Fixture.append(writer, true);
            Fixture.append(writer, true);
        }
        Path undisturbed = folder.resolve("undisturbed");
        Fixture.collect(undisturbed, true);
        assertEquals(Fixture.contents(undisturbed), Fixture.contents(zoo));
    }

    @Test
    void needsTheLock() throws IOException {
        Files.createDirectory(zoo);
        ArtefactLock lock = ArtefactLock.acquire(zoo);
        MemberAppender appender = MemberAppender.open(lock, Fixture.LAYOUT);
        lock.close();
        assertThrows(IllegalStateException.class, () -> MemberAppender.open(lock, Fixture.LAYOUT));
        assertThrows(
                IllegalStateException.class,
                () -> appender.append(Fixture.seed(0), Fixture.dense(0), Optional.empty(), Map.of(), Optional.empty()));
    }

    /** Without a zoo's manifest, as other artefacts use it. */
    @Test
    void servesAnyArtefactFolder() throws IOException {
        Files.createDirectory(zoo);
        try (ArtefactLock lock = ArtefactLock.acquire(zoo)) {
            MemberAppender appender = MemberAppender.open(lock, Fixture.LAYOUT);
            appender.append(Fixture.seed(0), Fixture.dense(0), Optional.empty(), Map.of(), Optional.of("sample"));
            appender.append(
                    Fixture.seed(1), Fixture.sparse(1), Optional.of(Fixture.mask(1)), Map.of(), Optional.empty());
            assertEquals(2, appender.members().size());
        }
        MemberStore store = MemberStore.open(zoo, Fixture.LAYOUT);
        assertEquals(2, store.size());
        assertTrue(store.isSparse());
        assertTrue(store.weights(0).sameBits(Fixture.dense(0)));
        assertTrue(store.weights(1).sameBits(Fixture.sparse(1)));
        assertEquals(Optional.empty(), store.mask(0));
        assertEquals(Optional.of(Fixture.mask(1)), store.mask(1));
        assertEquals("sample", store.members().get(0).parent());
    }
}
