package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.variational.DeviationRule;
import org.weightflow.bayes.variational.ScaleMixturePrior;
import org.weightflow.networks.artefact.Json;
import org.weightflow.tools.Captured;
import org.weightflow.tools.run.BayesConfig;
import org.weightflow.tools.run.Presets;

class BayesCommandTest {
    private static final String SMALL =
            "--dataset digits --validation 137 --architecture mlp-64-12-10 --members 2 --epochs 2 --learning-rate 0.02"
                    + " --batch-size 64 --levels 2 --deviation-rate 5 --draws 3 --threads 1";

    @TempDir
    private Path folder;

    @Test
    void comparesTicketsAtTwoLevelsAndGoesOnToTheSameNumbers() throws IOException {
        Path out = folder.resolve("out");
        String[] options = {"--methods", "magnitude,deviation,deterministic", "--at-levels", "1,2"};
        Captured first = new Captured();
        assertEquals(0, run(first, "ticket", out, options), first::err);

        LevelReport report = Json.read(out.resolve("levels.json"), LevelReport.class);
        assertEquals(List.of("magnitude", "deviation", "deterministic"), report.methods());
        assertEquals(List.of(1, 2), report.levels());
        assertEquals(888, report.prunable(), "64 x 12 + 12 x 10");
        assertEquals(3, report.draws());
        assertTrue(report.unpruned().quality().get(0).accuracy() > 0.5, "learns");
        List<String> lines = first.out().lines().toList();
        assertTrue(lines.get(0).matches("at 79.95 % +test % +NLL +ECE % +MACE % +search s +training s"), first::out);
        List<Path> files = Stream.of("bayes.html", "levels.json", "levels.csv")
                .map(out::resolve)
                .toList();
        assertEquals(
                files,
                lines.subList(lines.size() - 3, lines.size()).stream()
                        .map(Path::of)
                        .toList());
        String page = Files.readString(out.resolve("bayes.html"));
        assertTrue(page.contains("Bayesian tickets of mlp-64-12-10 on digits"));
        assertTrue(page.contains("weightflow bayes ticket --config config.yaml"));

        List<String> table = withoutSeconds(out);
        // What came last is lost, as after an interruption, and the settings come from the file.
        try (Stream<Path> results = Files.list(out.resolve("results"))) {
            for (Path lost : results.filter(
                            file -> file.getFileName().toString().startsWith("deviation-02")
                                    || file.getFileName().toString().startsWith("deterministic-0"))
                    .toList()) {
                Files.delete(lost);
            }
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Captured second = new Captured();
        String config = out.resolve("config.yaml").toString();
        assertEquals(
                0,
                second.run("bayes", "ticket", "--config", config, "--threads", "1", "--out", out.toString()),
                second::err);
        assertEquals(table, withoutSeconds(out));
    }

    /** The table's lines but for the seconds, which are those of the first computation. */
    private static List<String> withoutSeconds(Path out) throws IOException {
        return Files.readAllLines(out.resolve("levels.csv")).stream()
                .map(line -> line.replaceAll(",[^,]*,[^,]*$", ""))
                .toList();
    }

    @Test
    void transplantsAtTheLastLevel() throws IOException {
        Path out = folder.resolve("out");
        Captured captured = new Captured();
        assertEquals(0, run(captured, "transplant", out, "--epochs", "1"), captured::err);
        LevelReport report = Json.read(out.resolve("levels.json"), LevelReport.class);
        assertEquals(
                List.of("deterministic", "transplanted", "transplanted-trained", "magnitude", "transplanted-back"),
                report.methods());
        assertEquals(List.of(2), report.levels());
        assertTrue(captured.out().lines().anyMatch(line -> line.matches("magnitude +.* 100.0 +-")), captured::out);
        assertTrue(captured.out().contains("masks of deterministic and magnitude"), captured::out);
        assertTrue(captured.out().lines().anyMatch(line -> line.startsWith("fc2.weight ")), captured::out);
        assertTrue(Files.readString(out.resolve("bayes.html")).contains("id=\"transplantation\""));
    }

    @Test
    void takesSettingsFromOptions() throws IOException {
        Path out = folder.resolve("out");
        Captured captured = new Captured();
        assertEquals(
                0,
                run(
                        captured,
                        "ticket",
                        out,
                        "--methods magnitude --levels 1 --epochs 1 --members 1 --show ece --samples 2 --prior scale-mixture --kl-temperature 0.5 --deviation-start constant --deviation-scale 0.02"
                                .split(" ", -1)),
                captured::err);
        BayesConfig bayes = Presets.find(out.resolve("config.yaml").toString()).bayes();
        assertEquals(2, bayes.variational().samples());
        assertEquals(ScaleMixturePrior.defaults(), bayes.variational().prior());
        assertEquals(0.5, bayes.variational().temperature());
        assertEquals(
                new DeviationRule(DeviationRule.Kind.CONSTANT, 0.02),
                bayes.variational().start());
        assertEquals(5, bayes.variational().deviationRate());
        assertEquals(3, bayes.draws());
        assertTrue(captured.out().lines().findFirst().orElse("").matches("at 79.95 % +ECE % +search s +training s"));
    }

    @Test
    void saysInOneSentenceWhatCannotBeMeasured() throws IOException {
        assertUsage("methods name 'magnitud', which is not one of", "--methods", "magnitud");
        assertUsage("did you mean magnitude?", "--methods", "magnitud");
        assertUsage("level 9 is not in [2, 2]; levels rise, from 1 to the last", "--at-levels", "1,9");
        assertUsage(
                "--prior 'norml' is not one of normal, scale-mixture, log-uniform; did you mean normal?",
                "--prior",
                "norml");
        assertUsage("'moppet' is not one of constant, kaiming, moped", "--deviation-start", "moppet");
        assertUsage("--scope erk has no effect on iterative pruning by levels", "--scope", "erk");
        assertUsage("draws", "--draws", "0");
        assertUsage("temperature", "--kl-temperature", "-1");
        Captured captured = new Captured();
        assertEquals(2, captured.run("bayes"));
        assertTrue(captured.err().contains("a command is missing: ticket or transplant"), captured::err);
    }

    private void assertUsage(String reason, String... options) {
        Captured captured = new Captured();
        Path out = folder.resolve("refused");
        assertEquals(2, run(captured, "ticket", out, options), captured::err);
        String sentence = captured.err().lines().findFirst().orElse("");
        assertTrue(sentence.startsWith("weightflow: ") && sentence.contains(reason), captured::err);
        assertEquals("", captured.out());
        assertFalse(Files.exists(out), "what cannot be run leaves nothing");
    }

    /** Options that are given twice count once, the later one. */
    private static int run(Captured captured, String command, Path out, String... options) {
        List<String> words = new ArrayList<>(List.of(SMALL.split(" ", -1)));
        for (String option : options) {
            int before = option.startsWith("--") ? words.indexOf(option) : -1;
            if (before >= 0) {
                words.subList(before, before + 2).clear();
            }
        }
        words.addAll(0, List.of("bayes", command));
        words.addAll(List.of(options));
        words.addAll(List.of("--out", out.toString()));
        return captured.run(words.toArray(new String[0]));
    }
}
