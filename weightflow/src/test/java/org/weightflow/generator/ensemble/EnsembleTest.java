package org.weightflow.generator.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.canon.matching.Members;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.Generator;
import org.weightflow.generator.Sample;
import org.weightflow.generator.SampleConfig;
import org.weightflow.generator.TestZoo;
import org.weightflow.generator.ZooSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;

class EnsembleTest {
    private static final Generator DENSE = Generator.fit(TestZoo.dense(12, 1), TestZoo.quick(), new Seed(5));
    private static final Generator SPARSE = Generator.fit(
            TestZoo.sparse(Collections.nCopies(10, new int[] {9, 5}), false, 2), TestZoo.quick(), new Seed(5));
    private static final Generator NORMALISED = Generator.fit(
            ZooSource.of(
                    TestZoo.NORMALISED,
                    Members.of(TestZoo.garbled(TestZoo.trained(TestZoo.NORMALISED, TestZoo.flowers(1), 20)))),
            TestZoo.quick(),
            new Seed(5));
    private static final Seed SEED = new Seed(8);
    private static final SampleConfig CONFIG = SampleConfig.defaults();
    /** float32 logits of order 10. */
    private static final double ROUNDING = 1e-5;

    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void nameTheFolder() {
        folder = temporary.resolve("ensemble");
    }

    @Test
    void predictsTheMeanOfItsMembersProbabilities() {
        Mlp linear = Mlp.of(2, 2);
        // Logits (x0, 0) and (0, x1): one member believes the first input, the other the second.
        Sample first = sample(linear, 1, 0, 0, 0, 0, 0);
        Sample second = sample(linear, 0, 0, 0, 1, 0, 0);
        Ensemble ensemble = Ensemble.of(linear, List.of(first, second));
        Predictions predictions = ensemble.predict(new float[] {2, 1, -1, 3});
        assertEquals((sigmoid(2) + sigmoid(-1)) / 2, predictions.probability(0, 0), ROUNDING);
        assertEquals((sigmoid(-1) + sigmoid(-3)) / 2, predictions.probability(1, 0), ROUNDING);
        assertEquals(1, predictions.probability(0, 0) + predictions.probability(0, 1), ROUNDING);
        assertEquals(0, predictions.predicted(0));
        assertEquals(1, predictions.predicted(1));
    }

    @Test
    void manyMembersThatAgreeStayWithinOne() {
        Mlp linear = Mlp.of(2, 2);
        Sample sure = sample(linear, 500, 0, -500, 0, 0, 0);
        Predictions predictions =
                Ensemble.of(linear, Collections.nCopies(49, sure)).predict(new float[] {1, 1});
        assertEquals(1, predictions.probability(0, 0), 1e-12);
    }

    @Test
    void whatIsWrittenIsWhatTheGeneratorSamples() throws IOException {
        Ensemble ensemble = Ensemble.write(folder, SPARSE, 5, SEED, CONFIG);
        assertEquals(5, ensemble.size());
        List<Sample> samples = SPARSE.sample(5, SEED, CONFIG).toList();
        for (int i = 0; i < 5; i++) {
            assertTrue(samples.get(i).weights().sameBits(ensemble.weights(i)));
            assertEquals(samples.get(i).mask(), ensemble.mask(i).orElseThrow());
        }
        Examples flowers = TestZoo.flowers(1);
        Predictions memory = Ensemble.of(TestZoo.MLP, samples).predict(flowers);
        Predictions disk = Ensemble.open(folder).predict(flowers);
        for (int i = 0; i < flowers.count(); i++) {
            assertEquals(memory.probability(i, 1), disk.probability(i, 1));
        }
    }

    @Test
    void anInterruptedEnsembleGoesOnToTheSameBytes() throws IOException {
        Ensemble.write(folder, DENSE, 5, SEED, CONFIG);
        Map<String, String> whole = checksums(folder);
        // As a kill after two members leaves it: two lines, a stray file, no card.
        Path list = folder.resolve("members.jsonl");
        List<String> lines = Files.readAllLines(list);
        Files.writeString(
                list, lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(2).substring(0, 20));
        Files.delete(folder.resolve("README.md"));
        Files.delete(folder.resolve("members/000003.safetensors"));
        Files.delete(folder.resolve("members/000004.safetensors"));
        IOException e = assertThrows(IOException.class, () -> Ensemble.open(folder));
        assertTrue(e.getMessage().contains("2 of 5 members"), e::getMessage);
        Ensemble.write(folder, DENSE, 5, SEED, CONFIG);
        assertEquals(whole, checksums(folder));
        Ensemble.write(folder, DENSE, 5, SEED, CONFIG);
        assertEquals(whole, checksums(folder));
    }

    @Test
    void networksAreJudgedAndWrittenWithStatisticsOfTheirOwn() throws IOException {
        // With the statistics of the zoo, which are garbage, hardly a sample would reach half of the flowers.
        Optional<Acceptance> half = Optional.of(new Acceptance(0.5, TestZoo.flowers(2)));
        Generator generator = NORMALISED.withStatistics(TestZoo.statistics(120));
        Ensemble ensemble = Ensemble.write(folder, generator, 5, SEED, CONFIG, half, members -> {});
        assertEquals(Optional.of(120), ensemble.statisticsImages());
        Predictions predictions = ensemble.predict(TestZoo.flowers(3));
        assertTrue(Classification.accuracy(predictions, TestZoo.flowers(3).labels()) > 0.85);
        String card = Files.readString(folder.resolve("README.md"));
        assertTrue(card.contains("estimated for each network from 120 training images |\n| seed |"), card);
        Map<String, String> whole = checksums(folder);
        Path list = folder.resolve("members.jsonl");
        List<String> lines = Files.readAllLines(list);
        Files.writeString(list, lines.get(0) + "\n" + lines.get(1) + "\n");
        Files.delete(folder.resolve("README.md"));
        Ensemble.write(folder, generator, 5, SEED, CONFIG, half, members -> {});
        assertEquals(whole, checksums(folder));
        Generator fewer = NORMALISED.withStatistics(TestZoo.statistics(40));
        IOException e = assertThrows(
                IOException.class, () -> Ensemble.write(folder, fewer, 5, SEED, CONFIG, half, members -> {}));
        assertTrue(e.getMessage().contains("statisticsImages is 120 in this ensemble but 40"), e::getMessage);
    }

    @Test
    void withoutStatisticsNothingIsWritten() {
        var e = assertThrows(IllegalStateException.class, () -> Ensemble.write(folder, NORMALISED, 5, SEED, CONFIG));
        assertTrue(e.getMessage().contains("give training images"), e::getMessage);
        assertFalse(Files.exists(folder));
    }

    @Test
    void ensemblesThatNeedNoStatisticsDoNotMentionThem() throws IOException {
        Ensemble ensemble = Ensemble.write(folder, DENSE, 2, SEED, CONFIG);
        assertEquals(Optional.empty(), ensemble.statisticsImages());
        assertFalse(Files.readString(folder.resolve("ensemble.json")).contains("statistics"));
        assertFalse(Files.readString(folder.resolve("README.md")).contains("statistics"));
    }

    @Test
    void anotherEnsembleInTheFolderIsLeftAlone() throws IOException {
        Ensemble.write(folder, DENSE, 2, SEED, CONFIG);
        Map<String, String> before = checksums(folder);
        IOException seed = assertThrows(IOException.class, () -> Ensemble.write(folder, DENSE, 2, new Seed(9), CONFIG));
        assertTrue(seed.getMessage().contains("ensemble.json: seed is 8 in this ensemble but 9"), seed::getMessage);
        IOException cold = assertThrows(
                IOException.class, () -> Ensemble.write(folder, DENSE, 2, SEED, CONFIG.withTemperature(0.5)));
        assertTrue(cold.getMessage().contains("temperature is 1.0"), cold::getMessage);
        assertEquals(before, checksums(folder));
    }

    @Test
    void theModelCardSaysWhatItIsAndWhatItIsNot() throws IOException {
        Ensemble.write(folder, DENSE, 2, SEED, CONFIG);
        String card = Files.readString(folder.resolve("README.md"));
        assertTrue(card.startsWith("---\nlibrary_name: weightflow\n"), card);
        for (String expected : List.of(
                "# 2 sampled networks, mlp-4-8-3",
                "of 10 trained ones",
                "| solver | rk4-25 |",
                "| weights | dense |",
                "| `fc1.weight` | [8, 4] |",
                "load_state_dict(load_file(\"members/000000.safetensors\"), strict=True)",
                "## New networks or copies?")) {
            assertTrue(card.contains(expected), () -> "the card lacks: " + expected + "\n" + card);
        }
        assertFalse(card.contains("%"), card);
    }

    @Test
    void refusesRowsThatAreNotWhole() {
        Ensemble ensemble =
                Ensemble.of(TestZoo.MLP, DENSE.sample(1, SEED, CONFIG).toList());
        var e = assertThrows(IllegalArgumentException.class, () -> ensemble.predict(new float[5]));
        assertTrue(e.getMessage().contains("5 values"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> Ensemble.of(TestZoo.MLP, List.of()));
    }

    @Test
    void aFolderThatIsNoEnsembleIsNamed() {
        IOException e = assertThrows(IOException.class, () -> Ensemble.open(folder));
        assertEquals(folder.resolve("ensemble.json") + ": cannot be read: no such file or folder", e.getMessage());
    }

    private static Sample sample(Mlp architecture, float... flat) {
        return new Sample(StateDict.of(architecture.layout(), flat), null, new double[] {0});
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
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
