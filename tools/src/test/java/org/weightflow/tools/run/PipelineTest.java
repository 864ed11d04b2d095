package org.weightflow.tools.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.generator.ensemble.Ensemble;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;

/** Whole runs on Iris and Digits, through the command line as people type it. */
class PipelineTest {
    private static final String TICKETS =
            """
            name: iris
            dataset: {name: iris, validation: 24, standardise: per-feature}
            architecture: mlp-4-16-3
            collect:
              kind: siblings
              members: 20
              training: {batchSize: 16, epochs: 12, learningRate: 0.02}
              pruning: {levels: 3}
              rewindStep: 12
              group: 8
            align: {method: none}
            fit:
              flow: {hidden: 32, steps: 200, evaluationInterval: 50}
            sample: {count: 20}
            evaluate: {frontier: 4, temperatures: [0.5, 1]}
            """;

    private static final String ALIGNED = TICKETS.replace("siblings", "dense")
            .replace("method: none", "method: weight-matching")
            .replace("fit:", "fit:\n  choice: accuracy");

    private static final String NORMALISED =
            """
            name: normalised
            dataset: {name: digits, validation: 137}
            architecture: mlp-64-16-10-bn
            collect:
              kind: siblings
              members: 20
              training: {batchSize: 64, epochs: 5, learningRate: 0.01}
              pruning: {levels: 1}
              rewindStep: 42
            align: {method: none}
            fit:
              choice: accuracy
              flow: {hidden: 32, steps: 60, evaluationInterval: 20}
            sample: {count: 20}
            evaluate: {frontier: 2, temperatures: [1]}
            statistics: {images: 300}
            """;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private final Captured captured = new Captured();

    @BeforeAll
    static void runOnce() throws IOException {
        Files.writeString(shared.resolve("tickets.yaml"), TICKETS);
        Files.writeString(shared.resolve("aligned.yaml"), ALIGNED);
        Files.writeString(shared.resolve("normalised.yaml"), NORMALISED);
        for (String name : new String[] {"tickets", "aligned", "normalised"}) {
            Captured captured = new Captured();
            assertEquals(0, run(captured, name, shared.resolve(name)), captured::err);
            assertTrue(captured.out().contains("pca-gaussian"), captured::out);
        }
    }

    private static int run(Captured captured, String name, Path out) {
        return captured.run(
                "run", shared.resolve(name + ".yaml").toString(), "--out", out.toString(), "--threads", "1");
    }

    @Test
    void samplesOfTicketsAreExactlyAsSparseAsTheZoo() throws IOException {
        JsonNode metrics = metrics(shared.resolve("tickets"));
        // 4 * 16 + 16 * 3 = 112 weights; 20 % off three times: 90, 72, 58.
        assertEquals(58 / 112.0, metrics.at("/zoo/density").asDouble());
        assertEquals(58 / 112.0, metrics.at("/samples/density").asDouble());
        assertEquals(58, metrics.at("/samples/kept/min").asInt());
        assertEquals(58, metrics.at("/samples/kept/max").asInt());
        assertEquals(1, metrics.at("/zoo/novelty/median").asDouble(), 1e-12);
        assertTrue(metrics.at("/samples/novelty/median").asDouble() > 0);
        assertTrue(metrics.at("/samples/accuracy/mean").asDouble() > 0.7);
        assertEquals(
                names(metrics.at("/zoo")),
                names(metrics.at("/baselines/pca-gaussian")),
                "every series has the same keys");
    }

    @Test
    void alignedRunsHaveAnAlignedZooThatComputesTheSame() throws IOException {
        JsonNode report = new ObjectMapper()
                .readTree(shared.resolve("aligned/aligned/alignment.json").toFile());
        assertTrue(report.get("objective_after").asDouble()
                > report.get("objective_before").asDouble());
        assertTrue(report.get("largest_function_difference").asDouble() < 1e-4);
        assertEquals(20, report.get("members").size());
        assertTrue(Zoo.open(shared.resolve("aligned/aligned")).verify().isSound());
        assertFalse(Files.exists(shared.resolve("tickets/aligned")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tickets", "aligned", "normalised"})
    void theSameCommandGivesTheSameBytesAgainAndElsewhere(String name) throws IOException {
        Map<String, byte[]> first = files(shared.resolve(name));
        assertEquals(0, run(captured, name, shared.resolve(name)), captured::err);
        assertSame(first, files(shared.resolve(name)));
        assertEquals(0, run(captured, name, folder.resolve("other")), captured::err);
        assertSame(first, files(folder.resolve("other")));
    }

    /** What a killed run leaves: everything up to some file, and of that file a part. */
    @ParameterizedTest(name = "{0} without {1}")
    @CsvSource({
        "tickets, report/metrics.json",
        "tickets, ensemble/members.jsonl",
        "tickets, generator/generator.json",
        "tickets, zoo/trunk/level-02-000000.mask.safetensors",
        "aligned, aligned/alignment.json",
        "aligned, aligned/members.jsonl",
        "aligned, zoo/members.jsonl",
        "normalised, ensemble/members.jsonl",
        "normalised, generator/generator.json"
    })
    void aRunGoesOnToTheSameBytes(String name, String lost) throws IOException {
        Path run = folder.resolve("run");
        copyBefore(shared.resolve(name), run, lost);
        assertEquals(0, run(captured, name, run), captured::err);
        assertSame(files(shared.resolve(name)), files(run));
    }

    @Test
    void stagesCanBeRunOneByOne() throws IOException {
        String config = shared.resolve("aligned.yaml").toString();
        String zoo = folder.resolve("zoo").toString();
        String aligned = folder.resolve("aligned").toString();
        String generator = folder.resolve("generator").toString();
        String ensemble = folder.resolve("ensemble").toString();
        String report = folder.resolve("report").toString();
        assertEquals(0, captured.run("collect", "-c", config, "--out", zoo, "--threads", "1"), captured::err);
        assertEquals(0, captured.run("align", zoo, "-c", config, "--out", aligned, "--threads", "1"), captured::err);
        assertEquals(
                0, captured.run("fit", aligned, "-c", config, "--out", generator, "--threads", "1"), captured::err);
        assertEquals(
                0, captured.run("sample", generator, "-c", config, "--out", ensemble, "--threads", "1"), captured::err);
        assertEquals(
                0,
                captured.run(
                        "evaluate",
                        ensemble,
                        "--zoo",
                        aligned,
                        "--generator",
                        generator,
                        "-c",
                        config,
                        "--out",
                        report,
                        "--threads",
                        "1"),
                captured::err);
        for (String same : new String[] {"zoo", "aligned", "generator", "ensemble"}) {
            assertSame(files(shared.resolve("aligned").resolve(same)), files(folder.resolve(same)));
        }
        assertArrayEquals(
                Files.readAllBytes(shared.resolve("aligned/report/metrics.json")),
                Files.readAllBytes(folder.resolve("report/metrics.json")));
    }

    @Test
    void samplesOfABasisThatTheZooImpliesAreThoseOfAStoredOne() throws IOException {
        Path run = shared.resolve("aligned");
        String zoo = run.resolve("aligned").toString();
        Path generator = folder.resolve("generator");
        assertEquals(0, fit(zoo, generator, "--basis", "implied"), captured::err);
        assertFalse(Files.exists(generator.resolve("basis.safetensors")));
        Path ensemble = folder.resolve("ensemble");
        assertEquals(0, sample(generator, ensemble), captured::err);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(
                    Ensemble.open(run.resolve("ensemble")).weights(i).toArray(),
                    Ensemble.open(ensemble).weights(i).toArray(),
                    1e-5f);
        }
        assertEquals(0, fit(zoo, generator, "--basis", "implied"), captured::err);
        assertEquals(1, fit(zoo, generator, "--basis", "implied", "--pca-scope", "layer"));
        assertOneSentence("another basis");
        Path moved = Files.createDirectories(folder.resolve("far/away")).resolve("generator");
        Files.move(generator, moved);
        Path again = folder.resolve("again");
        assertEquals(1, sample(moved, again));
        assertOneSentence("--zoo");
        assertEquals(0, sample(moved, again, "--zoo", zoo), captured::err);
        assertSame(files(ensemble), files(again));
    }

    /** Everything about the flow that is not at its default, from the command line to the samples. */
    @Test
    void aFlowOfChoiceIsLearntAndAskedForItsConditions() throws IOException {
        String zoo = shared.resolve("aligned/aligned").toString();
        Path generator = folder.resolve("generator");
        String[] choices = {
            "--field", "tokens", "--pca-scope", "layer", "--path", "variance-preserving", "--coupling",
                    "optimal-transport",
            "--times", "logit-normal", "--source", "initialisation", "--mixing", "0.5", "--condition", "validation.nll"
        };
        assertEquals(0, fit(zoo, generator, choices), captured::err);
        JsonNode flow = new ObjectMapper()
                .readTree(generator.resolve("generator.json").toFile())
                .at("/facts/flow");
        assertEquals("TOKENS", flow.get("field").asText());
        assertEquals("VARIANCE_PRESERVING", flow.get("path").asText());
        assertEquals("OPTIMAL_TRANSPORT", flow.get("coupling").asText());
        assertEquals("LOGIT_NORMAL", flow.at("/time/kind").asText());
        assertEquals("INITIALISATION", flow.at("/source/kind").asText());
        assertEquals(0.5, flow.at("/mixing/share").asDouble());
        Map<String, byte[]> first = files(generator);
        assertEquals(0, fit(zoo, generator, choices), captured::err);
        assertSame(first, files(generator));
        assertEquals(1, fit(zoo, generator, Arrays.copyOf(choices, choices.length - 2)));
        assertOneSentence("another conditions");
        Path ensemble = folder.resolve("ensemble");
        assertEquals(1, sample(generator, ensemble, "--condition", "width=3"));
        assertOneSentence("condition width is none of the generator's: [validation.nll]");
        assertFalse(Files.exists(ensemble.resolve("ensemble.json")));
        assertEquals(
                0, sample(generator, ensemble, "--condition", "validation.nll=0.4", "--guidance", "2"), captured::err);
        String lines = Files.readString(ensemble.resolve("members.jsonl"));
        assertTrue(lines.contains("\"condition.validation.nll\":0.4"), lines);
    }

    private int fit(String zoo, Path generator, String... more) {
        return commandWithConfig(more, "fit", zoo, "--out", generator.toString());
    }

    private int sample(Path generator, Path ensemble, String... more) {
        return commandWithConfig(more, "sample", generator.toString(), "--count", "3", "--out", ensemble.toString());
    }

    private int commandWithConfig(String[] more, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("-c", shared.resolve("aligned.yaml").toString(), "--threads", "1"));
        all.addAll(List.of(more));
        return captured.run(all.toArray(String[]::new));
    }

    @Test
    void scalesByGivenNumbersInEveryStage() throws IOException {
        String zoo = folder.resolve("zoo").toString();
        String aligned = folder.resolve("aligned").toString();
        String[] collect = {
            "collect",
            "-c",
            shared.resolve("aligned.yaml").toString(),
            "--members",
            "3",
            "--epochs",
            "2",
            "--standardise",
            "none",
            "--mean",
            "5.8,3,3.8,1.2",
            "--std",
            "0.8,0.4,1.8,0.7",
            "--out",
            zoo
        };
        assertEquals(0, captured.run(collect), captured::err);
        assertEquals(0, captured.run("align", zoo, "--out", aligned), captured::err);
        assertEquals(
                Map.of("scope", "given", "mean", List.of(5.8, 3.0, 3.8, 1.2), "std", List.of(0.8, 0.4, 1.8, 0.7)),
                Zoo.open(Path.of(aligned)).manifest().dataset().standardisation());
    }

    @Test
    void batchNormalisationTakesItsStatisticsFromTrainingImages() throws IOException {
        Path run = shared.resolve("normalised");
        JsonNode metrics = metrics(run);
        assertEquals(300, metrics.at("/statistics_images").asInt());
        assertTrue(metrics(shared.resolve("aligned")).at("/statistics_images").isNull());
        for (String series : new String[] {"zoo", "samples", "baselines/soup-16", "baselines/pca-gaussian"}) {
            double accuracy = metrics.at("/" + series + "/accuracy/mean").asDouble();
            assertTrue(accuracy > 0.85, () -> series + " " + accuracy);
        }
        assertTrue(Files.readString(run.resolve("ensemble/README.md")).contains("from 300 training images"));
        // The commands find the images by what the generator and the ensemble record.
        String generator = run.resolve("generator").toString();
        String config = shared.resolve("normalised.yaml").toString();
        Path again = folder.resolve("ensemble");
        assertEquals(
                0,
                captured.run("sample", generator, "-c", config, "--out", again.toString(), "--threads", "1"),
                captured::err);
        assertSame(files(run.resolve("ensemble")), files(again));
        Path few = folder.resolve("few");
        String zoo = run.resolve("zoo").toString();
        String report = folder.resolve("report").toString();
        assertEquals(
                0,
                captured.run("sample", generator, "--count", "2", "--statistics-images", "64", "--out", few.toString()),
                captured::err);
        assertEquals(
                0,
                captured.run("evaluate", few.toString(), "--zoo", zoo, "--no-frontier", "--out", report),
                captured::err);
        assertEquals(0, metrics(folder).at("/frontier/families").size());
        assertEquals(64, metrics(folder).at("/statistics_images").asInt());
    }

    @Test
    void theGeneratorIsHeldAgainstTheBestBaselineAndAgainstHeldOutMembers() throws IOException {
        JsonNode metrics = metrics(shared.resolve("tickets"));
        JsonNode generator = metrics.at("/frontier/families/0");
        assertEquals("generator", generator.at("/name").asText());
        assertEquals("temperature-0.5", generator.at("/levels/0/name").asText());
        assertEquals(2, generator.at("/levels").size());
        assertEquals(4, generator.at("/levels/1/members").asInt());
        assertEquals(4, metrics.at("/frontier/comparisons").size());
        for (JsonNode comparison : metrics.at("/frontier/comparisons")) {
            assertTrue(comparison.at("/best").isTextual(), "noise gets everywhere");
            assertTrue(comparison.at("/baseline").isNumber());
        }
        assertTrue(metrics.at("/samples/copy/z").isNumber());
        // 112 products an example, 96 training examples, 12 epochs, two operations a product, three passes a step.
        assertEquals(112 * 96 * 12 * 6, metrics.at("/cost/training_flops/dense").asInt());
        assertEquals(58 * 96 * 12 * 6, metrics.at("/cost/training_flops/kept").asInt());
        assertTrue(metrics.at("/cost/sampling_flops").asDouble() > 0);
        assertTrue(metrics.at("/samples/np/t50/share").isNumber());
        assertTrue(metrics.at("/zoo/outliers/uniform-noise/entropy/auroc").asDouble() > 0);
        assertTrue(
                Files.readString(shared.resolve("tickets/report/report.html")).contains("id=\"chart-frontier\""));
    }

    @Test
    void temperaturesNeedAGeneratorAndAFrontier() {
        String ensemble = shared.resolve("tickets/ensemble").toString();
        String zoo = shared.resolve("tickets/zoo").toString();
        String generator = shared.resolve("tickets/generator").toString();
        String out = folder.resolve("report").toString();
        assertEquals(2, captured.run("evaluate", ensemble, "--zoo", zoo, "--temperatures", "0.5,1", "--out", out));
        assertOneSentence("--generator is missing");
        assertEquals(
                2,
                captured.run(
                        "evaluate",
                        ensemble,
                        "--zoo",
                        zoo,
                        "--generator",
                        generator,
                        "--temperatures",
                        "1",
                        "--no-frontier",
                        "--out",
                        out));
        assertEquals(
                2,
                captured.run(
                        "evaluate",
                        ensemble,
                        "--zoo",
                        zoo,
                        "--generator",
                        generator,
                        "--temperatures",
                        "1,1",
                        "--out",
                        out));
    }

    @Test
    void refusesAFolderWithAnotherRun() {
        assertEquals(1, run(captured, "aligned", shared.resolve("tickets")));
        assertOneSentence("other settings");
    }

    @Test
    void namesADamagedFile() throws IOException {
        Path run = folder.resolve("run");
        copyBefore(shared.resolve("tickets"), run, null);
        Path flow = run.resolve("generator/flow.safetensors");
        byte[] bytes = Files.readAllBytes(flow);
        bytes[bytes.length / 2] ^= 1;
        Files.write(flow, bytes);
        assertEquals(1, run(captured, "tickets", run));
        assertOneSentence("flow.safetensors");
    }

    @Test
    void refusesToMeasureInTheSpaceOfAnotherZoo() {
        int code = captured.run(
                "evaluate",
                shared.resolve("aligned/ensemble").toString(),
                "--zoo",
                shared.resolve("aligned/zoo").toString(),
                "--out",
                folder.resolve("report").toString());
        assertEquals(1, code);
        assertOneSentence("another zoo");
    }

    @Test
    void saysWhichLossIsNoLongerFinite() {
        int code = captured.run(
                "collect",
                "-c",
                shared.resolve("aligned.yaml").toString(),
                "--learning-rate",
                "1e30",
                "--out",
                folder.resolve("zoo").toString());
        assertEquals(1, code);
        assertOneSentence("lower the learning rate");
    }

    @Test
    void aConfigurationThatCannotRunDoesNotClaimItsFolder() throws IOException {
        Path config = folder.resolve("run.yaml");
        Path run = folder.resolve("run");
        Files.writeString(config, TICKETS.replace("rewindStep: 12", "rewindStep: 1200"));
        assertEquals(2, captured.run("run", config.toString(), "--out", run.toString()));
        assertOneSentence("rewindStep 1200");
        assertFalse(Files.exists(run.resolve("config.yaml")));
    }

    @Test
    void acceptanceTurnsSamplesAwayAndResumesToTheSameBytes() throws IOException {
        String generator = shared.resolve("aligned/generator").toString();
        String zoo = shared.resolve("aligned/aligned").toString();
        Path all = folder.resolve("all");
        String[] command = {
            "sample", generator, "--zoo", zoo, "--accept", "0.02", "--count", "40", "--threads", "1", "--out", ""
        };
        command[command.length - 1] = all.toString();
        assertEquals(0, captured.run(command), captured::err);
        String card = Files.readString(all.resolve("README.md"));
        assertTrue(card.contains("| taken | 40 of "), card);
        Path part = folder.resolve("part");
        copyBefore(all, part, null);
        List<String> lines = Files.readAllLines(all.resolve("members.jsonl"));
        Files.writeString(part.resolve("members.jsonl"), String.join("\n", lines.subList(0, 13)) + "\n{\"id\":1");
        Files.delete(part.resolve("README.md"));
        command[command.length - 1] = part.toString();
        assertEquals(0, captured.run(command), captured::err);
        assertSame(files(all), files(part));
    }

    @Test
    void namesAMissingZoo() {
        assertEquals(
                1,
                captured.run(
                        "fit",
                        folder.resolve("nowhere").toString(),
                        "--out",
                        folder.resolve("g").toString()));
        assertOneSentence("nowhere");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "run nonsense | neither a preset",
                "collect --members 0 --out x | members 0",
                "collect --architecture mlp-3-3 --dataset iris --validation 24 --out x | mlp-3-3",
                "collect --dataset irs --out x | irs",
                "collect --dataset iris --validation 5000 --out x | 5000",
                "collect --dataset iris --validation 24 --mean 0.5 --out x | std has 0 numbers",
                "collect --dataset iris --validation 24 --mean 1,2,3 --std 1,1,1 --out x | mean has 3 numbers",
                "collect --dataset iris --mean 1 --std 1 --standardise global --out x | set standardise to none",
                "sample nowhere --temperature -1 --out x | temperature -1",
                "sample nowhere --solver rk5 --out x | rk5",
                "sample nowhere --guidance -1 --out x | guidance -1",
                "fit nowhere --source-deviation 0 --out x | deviation 0",
                "fit nowhere --mixing 1.5 --out x | share 1.5",
                "fit nowhere --condition two*words --out x | two*words",
                "sample nowhere --accept 0.1 --out x | --zoo is missing",
                "sample nowhere --statistics-images 0 --out x | images 0",
                "fit nowhere --held-out 0 --out x | heldOut",
                "collect --membres 3 --out x | --members"
            })
    void wrongUseIsSaidInOneSentence(String line, String word) {
        String[] args = line.replace(" x", " " + folder.resolve("x")).split(" ", -1);
        assertEquals(2, captured.run(args), captured::err);
        assertOneSentence(word);
    }

    @Test
    void saysWhichFilesOfADatasetGoWhere() {
        int code = captured.run(
                "run",
                "mnist",
                "--data-dir",
                folder.resolve("empty").toString(),
                "--out",
                folder.resolve("o").toString());
        assertEquals(1, code);
        assertTrue(captured.err().contains("train-images-idx3-ubyte"), captured::err);
        assertTrue(captured.err().contains("weightflow data fetch mnist"), captured::err);
    }

    private void assertOneSentence(String word) {
        String error = captured.err()
                .lines()
                .filter(line -> line.startsWith("weightflow: "))
                .reduce("", (a, b) -> a + b);
        assertTrue(error.contains(word), captured::err);
        assertFalse(captured.err().contains("\tat "), captured::err);
    }

    private static JsonNode metrics(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("report/metrics.json").toFile());
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        List<String> differing = expected.keySet().stream()
                .filter(name -> !Arrays.equals(expected.get(name), found.get(name)))
                .toList();
        assertEquals(List.of(), differing);
    }

    /** Copies the files of a run that were written before one of them, and half of that one if it grows line by line. */
    private static void copyBefore(Path from, Path to, String lost) throws IOException {
        for (String name : files(from).keySet()) {
            Path target = to.resolve(name);
            Files.createDirectories(target.getParent());
            if (lost == null || order(name).compareTo(order(lost)) < 0) {
                Files.copy(from.resolve(name), target);
            } else if (name.equals(lost) && name.endsWith(".jsonl")) {
                byte[] bytes = Files.readAllBytes(from.resolve(name));
                Files.write(target, Arrays.copyOf(bytes, bytes.length / 2));
            }
        }
    }

    /** A key that sorts the files of a run by when they are written; a stage's last file comes last. */
    private static String order(String name) {
        List<String> stages = List.of(
                ".lock",
                "config.yaml",
                "zoo/zoo.json",
                "zoo/trunk",
                "zoo/members/",
                "zoo",
                "aligned/zoo",
                "aligned/members/",
                "aligned/members.jsonl",
                "aligned",
                "generator/generator.json",
                "generator",
                "ensemble/ensemble.json",
                "ensemble/members/",
                "ensemble",
                "report/metrics.json",
                "report");
        int stage = 0;
        while (!name.startsWith(stages.get(stage))) {
            stage++;
        }
        // These two manifests are written last, all others first.
        boolean last = name.equals("generator/generator.json") || name.equals("report/metrics.json");
        return String.format(Locale.ROOT, "%02d %s", last ? stage + 1 : stage, last ? "~" : name);
    }
}
