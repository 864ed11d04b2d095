package org.weightflow.generator.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.generator.Generator;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.TestZoo;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.exchange.MemberFolder;
import org.weightflow.networks.zoo.NewMember;
import org.weightflow.networks.zoo.ZooManifest;

class DrawnEnsembleTest {
    private static final Layout LAYOUT = TestZoo.MLP.layout();
    /** More than one group of networks, and the second not full. */
    private static final int COUNT = 37;

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("ensemble");
    }

    private static DrawnManifest manifest(int members, long seed) {
        return new DrawnManifest(
                DrawnManifest.SCHEMA,
                ZooManifest.Network.of(TestZoo.MLP),
                new ZooManifest.Dataset("flowers", "0".repeat(64), 100, 20, 1, Map.of()),
                members,
                new DrawnManifest.Source("posterior", "12".repeat(32), 3, Map.of("method", "magnitude")),
                null,
                seed,
                Provenance.here(1, Map.of(), "0".repeat(64)));
    }

    /** Draw i has i in its first value, and its second pruned. */
    private static NewMember draw(int i) {
        float[] values = new float[LAYOUT.size()];
        values[0] = i;
        BitSet kept = new BitSet();
        kept.set(0, LAYOUT.size());
        kept.clear(1);
        return new NewMember(
                new Seed(i),
                StateDict.of(LAYOUT, values),
                Optional.of(Mask.of(LAYOUT, kept)),
                Map.of(),
                Optional.of("posterior " + i % 3));
    }

    private static List<NewMember> draws(int from, int to) {
        return IntStream.range(from, to).mapToObj(DrawnEnsembleTest::draw).toList();
    }

    @Test
    void everyReaderOfEnsemblesReadsIt() throws IOException {
        Ensemble written = DrawnEnsemble.write(folder, manifest(COUNT, 8), DrawnEnsembleTest::draws, members -> {});
        Ensemble ensemble = Ensemble.open(folder);
        assertTrue(Ensemble.isAt(folder));
        assertEquals(COUNT, written.size());
        assertEquals(COUNT, ensemble.size());
        for (int i = 0; i < COUNT; i++) {
            assertTrue(draw(i).weights().sameBits(ensemble.weights(i)));
            assertEquals(draw(i).mask(), ensemble.mask(i));
        }
        assertEquals(Optional.empty(), ensemble.zooChecksum());
        assertEquals(Optional.of("12".repeat(32)), ensemble.sourceChecksum());
        assertEquals(Optional.empty(), ensemble.statisticsImages());
        MemberFolder files = Ensemble.files(folder);
        assertEquals(Optional.of("flowers"), files.dataset());
        assertEquals("posterior 2", files.store().members().get(35).parent());
    }

    @Test
    void anInterruptedEnsembleGoesOnToTheSameBytesAndAsksForTheSameGroups() throws IOException {
        DrawnEnsemble.write(folder, manifest(COUNT, 8), DrawnEnsembleTest::draws, members -> {});
        Map<String, String> whole = checksums(folder);
        // As a kill leaves it: five lines and half of the sixth, no card.
        Path list = folder.resolve("members.jsonl");
        List<String> lines = Files.readAllLines(list);
        Files.writeString(
                list,
                String.join("\n", lines.subList(0, 5)) + "\n" + lines.get(5).substring(0, 20));
        Files.delete(folder.resolve("README.md"));
        List<Integer> asked = new ArrayList<>();
        List<Integer> told = new ArrayList<>();
        DrawnEnsemble.write(
                folder,
                manifest(COUNT, 8),
                (from, to) -> {
                    asked.addAll(List.of(from, to));
                    return draws(from, to);
                },
                told::add);
        assertEquals(List.of(0, 32, 32, COUNT), asked);
        assertEquals(List.of(5, 32, COUNT), told);
        assertEquals(whole, checksums(folder));
        DrawnEnsemble.write(
                folder,
                manifest(COUNT, 8),
                (from, to) -> {
                    throw new AssertionError("nothing is missing");
                },
                members -> {});
        assertEquals(whole, checksums(folder));
    }

    @Test
    void anotherEnsembleInTheFolderIsLeftAlone() throws IOException {
        DrawnEnsemble.write(folder, manifest(2, 8), DrawnEnsembleTest::draws, members -> {});
        Map<String, String> before = checksums(folder);
        IOException seed = assertThrows(
                IOException.class,
                () -> DrawnEnsemble.write(folder, manifest(2, 9), DrawnEnsembleTest::draws, members -> {}));
        assertTrue(seed.getMessage().contains("ensemble.json: seed is 8 in this ensemble but 9"), seed::getMessage);
        Generator generator = Generator.fit(TestZoo.dense(4, 1), TestZoo.quick(), new Seed(5));
        IOException other = assertThrows(
                IOException.class, () -> Ensemble.write(folder, generator, 2, new Seed(8), SampleConfig.defaults()));
        assertTrue(other.getMessage().contains("ensemble.json: this ensemble was drawn from something else"));
        assertEquals(before, checksums(folder));
        Path sampled = temporary.resolve("sampled");
        Ensemble.write(sampled, generator, 2, new Seed(8), SampleConfig.defaults());
        other = assertThrows(
                IOException.class,
                () -> DrawnEnsemble.write(sampled, manifest(2, 8), DrawnEnsembleTest::draws, members -> {}));
        assertTrue(other.getMessage().contains("ensemble.json: this ensemble was drawn from something else"));
    }

    @Test
    void theCardSaysWhatTheNetworksAre() throws IOException {
        DrawnEnsemble.write(folder, manifest(2, 8), DrawnEnsembleTest::draws, members -> {});
        String card = Files.readString(folder.resolve("README.md"));
        assertTrue(card.startsWith("---\nlibrary_name: weightflow\n"), card);
        for (String expected : List.of(
                "# 2 networks drawn from a posterior, mlp-4-8-3\n",
                "member i mod 3 of the posterior",
                "| data set | flowers |",
                "| trained | `{\"method\":\"magnitude\"}` |\n| seed | 8 |",
                "| weights | sparse; `members/*.mask.safetensors` say",
                "| `fc1.weight` | [8, 4] |\n",
                "load_state_dict(load_file(\"members/000000.safetensors\"), strict=True)")) {
            assertTrue(card.contains(expected), () -> "the card lacks: " + expected + "\n" + card);
        }
        assertFalse(card.contains("%"), card);
    }

    private static Map<String, String> checksums(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(folder.relativize(file).toString(), Checksum.ofFile(file));
            }
        }
        return found;
    }
}
