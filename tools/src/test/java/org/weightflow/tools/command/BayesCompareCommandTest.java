package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.bayes.comparison.PredictorKind;
import org.weightflow.bayes.comparison.UncertaintyConfig;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.bayes.comparison.UncertaintyRow;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.tools.Captured;

class BayesCompareCommandTest {
    private static final String SMALL =
            """
            name: small
            dataset: {name: digits, validation: 137}
            architecture: mlp-64-8-10
            collect:
              kind: siblings
              members: 8
              training: {batchSize: 64, epochs: 2, learningRate: 0.02}
              pruning: {levels: 2}
              rewindStep: 5
            align: {method: none}
            fit:
              flow: {hidden: 16, steps: 40, evaluationInterval: 20}
            sample: {count: 8}
            evaluate: {frontier: 0, temperatures: [1]}
            bayes:
              predictors:
                networks: 3
                posteriors: 2
                laplace: {examples: 200}
                sghmc: {burnIn: 5, draws: 3, thinning: 2}
            """;

    private static final List<String> FILES = List.of("bayes.html", "predictors.json", "predictors.csv");

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static final Captured FIRST = new Captured();

    private static Path config() {
        return shared.resolve("small.yaml");
    }

    @BeforeAll
    static void compare() throws IOException {
        Files.writeString(config(), SMALL);
        assertEquals(0, run(FIRST, shared.resolve("out")), FIRST::err);
    }

    private static int run(Captured captured, Path out, String... more) {
        List<String> words = new ArrayList<>(
                List.of("bayes", "compare", "-c", config().toString(), "--out", out.toString(), "--threads", "1"));
        words.addAll(List.of(more));
        return captured.run(words.toArray(new String[0]));
    }

    private static UncertaintyReport report(Path out) throws IOException {
        return Json.read(out.resolve("predictors.json"), UncertaintyReport.class);
    }

    @Test
    void comparesEverythingAndAGenerator() throws IOException {
        Path out = shared.resolve("out");
        UncertaintyReport report = report(out);
        List<String> names = new ArrayList<>(UncertaintyConfig.defaults().kinds().stream()
                .map(PredictorKind::id)
                .toList());
        names.addAll(List.of("zoo-ensemble", "generated-ensemble"));
        assertEquals(names, report.rows().stream().map(UncertaintyRow::name).toList());
        assertEquals(592, report.prunable(), "64 x 8 + 8 x 10");
        // 80 % twice: 474, 379.
        assertEquals(379, report.kept());
        UncertaintyRow generated = report.rows().get(report.rows().size() - 1);
        assertEquals(3, generated.networks());
        assertEquals(3 * (379 + 18), generated.parameters(), "samples are as sparse as the tickets, with 18 biases");
        assertTrue(generated.facts().get("novelty r") > 0);
        assertTrue(generated.searchSeconds() > 0 && generated.trainingSeconds() > 0);
        UncertaintyRow zoo = report.rows().get(report.rows().size() - 2);
        assertEquals(0, zoo.searchSeconds());
        assertTrue(generated.searchSeconds() > zoo.trainingSeconds(), "fitting the generator comes on top of its zoo");
        assertTrue(Files.isDirectory(out.resolve("generated/zoo")));
        assertPrinted(FIRST, report, out);
    }

    private static void assertPrinted(Captured captured, UncertaintyReport report, Path out) throws IOException {
        List<String> lines = captured.out().lines().toList();
        for (UncertaintyRow row : report.rows()) {
            List<String> cells = lines.stream()
                    .filter(line -> line.startsWith(row.name() + " "))
                    .toList();
            assertEquals(4, cells.size(), "right, scaled, outliers, costs");
            String accuracy = String.format(Locale.ROOT, "%.2f", 100 * row.mean(Quality::accuracy));
            assertTrue(cells.get(0).contains(accuracy), cells::toString);
            assertTrue(cells.get(3).contains(" " + row.parameters() + " "), cells::toString);
        }
        assertEquals(
                FILES.stream().map(file -> out.resolve(file).toString()).toList(),
                lines.subList(lines.size() - 3, lines.size()));
        List<String> tables = lines.stream()
                .dropWhile(line -> !line.startsWith("predictor "))
                .takeWhile(line -> !line.startsWith(out.toString()))
                .toList();
        assertTrue(tables.stream().allMatch(line -> line.length() <= 120), captured::out);

        List<List<String>> csv = Files.readAllLines(out.resolve("predictors.csv")).stream()
                .map(line -> List.of(line.split(",", -1)))
                .toList();
        assertTrue(csv.stream().allMatch(line -> line.size() == csv.get(0).size()));
        assertEquals(16 + report.outliers().size() + 3, csv.get(0).size());
        assertEquals(
                report.rows().stream()
                        .flatMap(row ->
                                Stream.generate(row::name).limit(row.quality().size()))
                        .toList(),
                csv.subList(1, csv.size()).stream().map(line -> line.get(0)).toList());
        UncertaintyRow last = report.rows().get(report.rows().size() - 1);
        List<String> line = csv.get(csv.size() - 1);
        double nll = last.quality().get(last.quality().size() - 1).nll();
        assertEquals(Double.toString(nll), line.get(csv.get(0).indexOf("nll")));
        String set = report.outliers().get(0);
        assertEquals(
                last.auroc().get(set).get(last.quality().size() - 1).toString(),
                line.get(csv.get(0).indexOf("auroc_" + set)));
        assertTrue(Files.readString(out.resolve("bayes.html")).contains(last.name()));
    }

    @Test
    void comparesWithoutAGenerator() throws IOException {
        Captured captured = new Captured();
        Path out = folder.resolve("out");
        assertEquals(
                0,
                run(
                        captured,
                        out,
                        "--no-generated",
                        "--predictors",
                        "ticket-ensemble,bayesian-dense",
                        "--members",
                        "1"),
                captured::err);
        UncertaintyReport report = report(out);
        assertEquals(
                List.of("ticket-ensemble", "bayesian-dense"),
                report.rows().stream().map(UncertaintyRow::name).toList());
        assertFalse(Files.exists(out.resolve("generated")));
        assertPrinted(captured, report, out);
        // The same networks whoever else is compared.
        UncertaintyRow all = report(shared.resolve("out")).rows().stream()
                .filter(row -> row.name().equals("bayesian-dense"))
                .findFirst()
                .orElseThrow();
        assertEquals(all.quality(), report.rows().get(1).quality());
    }

    @Test
    void theSameCommandReadsWhatIsThereAndMakesWhatIsLost() throws IOException {
        Path out = shared.resolve("out");
        List<byte[]> before = new ArrayList<>();
        for (String file : FILES) {
            before.add(Files.readAllBytes(out.resolve(file)));
            Files.delete(out.resolve(file));
        }
        Captured again = new Captured();
        assertEquals(0, run(again, out), again::err);
        for (int i = 0; i < FILES.size(); i++) {
            assertArrayEquals(before.get(i), Files.readAllBytes(out.resolve(FILES.get(i))), FILES.get(i));
        }
        Captured other = new Captured();
        assertEquals(1, run(other, out, "--seed", "99"), other::out);
        assertTrue(other.err().contains("the folder holds a run with other settings"), other::err);
    }

    @Test
    void saysInOneSentenceWhatCannotBeCompared() {
        assertUsage("ensembles of 9 networks need as many members", "--networks", "9", "--predictors", "dense");
        assertUsage("members left to learn from", "--members", "2", "--networks", "2");
        assertUsage("networks for as many posteriors 3 is less than 4", "--posteriors", "4");
        assertUsage("--scope erk has no effect on iterative pruning by levels", "--scope", "erk");
        assertUsage("levels of pruning for the tickets of ticket 0 is less than 1", "--levels", "0");
        assertUsage("rewindStep 9999 is not in", "--rewind-step", "9999");
        assertUsage("'ensemble'", "--predictors", "dense,ensemble");
        assertUsage("name one twice", "--predictors", "dense,dense");
        assertUsage("unknown option --predictor", "--predictor", "dense");
    }

    private void assertUsage(String reason, String... options) {
        Captured fresh = new Captured();
        Path out = folder.resolve("refused");
        assertEquals(2, run(fresh, out, options), () -> List.of(options) + fresh.err());
        String sentence = fresh.err().lines().findFirst().orElse("");
        assertTrue(sentence.startsWith("weightflow: ") && sentence.contains(reason), fresh::err);
        assertEquals("", fresh.out());
        assertFalse(Files.exists(out), "what cannot be run leaves no folder");
    }
}
