package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.artefact.Json;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;
import org.weightflow.tools.Captured;

class TicketCompareCommandTest {
    private static final String SMALL =
            "ticket compare --dataset digits --validation 137 --architecture mlp-64-16-10 --members 2 --epochs 4 --learning-rate 0.01"
                    + " --batch-size 64 --rewind-step 5 --levels 4 --threads 1";

    @TempDir
    private Path folder;

    private final Captured captured = new Captured();

    @Test
    void comparesThreeMethodsAtTwoDensities() throws IOException {
        Path out = folder.resolve("out");
        assertEquals(0, run(out, "--methods", "imp,snip,random", "--densities", "0.4,0.1"), captured::err);

        TicketReport report = Json.read(out.resolve("tickets.json"), TicketReport.class);
        assertEquals(List.of("imp", "snip", "random"), report.methods());
        assertEquals(1184, report.prunable(), "64 x 16 + 16 x 10");
        assertEquals(List.of(474, 118), report.kept());
        assertEquals(2, report.members());
        assertEquals(6, report.cells().size());
        assertTrue(report.dense().meanAccuracy() > 0.5, "learns");

        List<String> lines = captured.out().lines().toList();
        assertTrue(
                lines.get(0).matches("method +test % at 40.03 % +test % at 9.966 % +search s +training s"),
                captured::out);
        for (String method : report.methods()) {
            String row = lines.stream()
                    .filter(line -> line.startsWith(method + " "))
                    .findFirst()
                    .orElseThrow();
            for (int kept : report.kept()) {
                TicketCell cell = report.cell(method, kept).orElseThrow();
                assertTrue(row.contains(percent(cell) + " +- "), row);
            }
        }
        assertTrue(
                lines.stream().allMatch(line -> line.length() <= 120 || line.startsWith(folder.toString())),
                captured::out);

        assertEquals(
                List.of(out.resolve("tickets.html"), out.resolve("tickets.json"), out.resolve("tickets.csv")),
                lines.subList(lines.size() - 3, lines.size()).stream()
                        .map(Path::of)
                        .toList());
        assertEquals(1 + 2 * 7, Files.readAllLines(out.resolve("tickets.csv")).size());
        String page = Files.readString(out.resolve("tickets.html"));
        assertTrue(page.contains("Tickets of mlp-64-16-10 on digits"));
        String settings = Files.readString(out.resolve("config.yaml"));
        assertTrue(
                page.contains("<code>" + settings.replace("'", "&#39;").replace("\"", "&quot;") + "</code>"), settings);
        String sparse = percent(report.cell("snip", 118).orElseThrow());
        assertTrue(page.contains(">" + sparse + " \u00b1 "), sparse);
    }

    private static String percent(TicketCell cell) {
        return String.format(Locale.ROOT, "%.2f", 100 * cell.meanAccuracy());
    }

    @Test
    void saysInOneSentenceWhatCannotBeCompared() throws IOException {
        assertUsage("methods name 'snipp', which is not one of", "--methods", "imp,snipp");
        assertUsage("did you mean snip?", "--methods", "imp,snipp");
        assertUsage("1.5", "--densities", "1.5");
        assertUsage("do not fall", "--densities", "0.4,0.4");
        assertUsage("--densities and --at-levels exclude each other", "--densities", "0.1", "--at-levels", "1");
        assertUsage("level 9 is not in [0, 4]", "--at-levels", "1,9");
        assertUsage(
                "--scope erk has no effect on imp, lrr by levels",
                "--at-levels",
                "1",
                "--methods",
                "imp,lrr",
                "--scope",
                "erk");
        assertUsage("rewindStep 9999 is not in", "--methods", "random", "--rewind-step", "9999");
        assertUsage("has no second epoch", "--methods", "cs", "--epochs", "1");
        assertUsage("every 100 leaves only one update", "--methods", "imp,rigl", "--epochs", "1");
        assertUsage("unknown option --density", "--density", "0.1");
    }

    private void assertUsage(String reason, String... options) throws IOException {
        Captured fresh = new Captured();
        Path out = folder.resolve("refused");
        List<String> words = words(out, options);
        assertEquals(2, fresh.run(words.toArray(new String[0])), fresh::err);
        String sentence = fresh.err().lines().findFirst().orElse("");
        assertTrue(sentence.startsWith("weightflow: ") && sentence.contains(reason), fresh::err);
        assertEquals("", fresh.out());
        assertFalse(Files.exists(out), "what cannot be run leaves no folder");
    }

    private int run(Path out, String... options) {
        return captured.run(words(out, options).toArray(new String[0]));
    }

    /** Options that are given twice count once, the later one. */
    private static List<String> words(Path out, String... options) {
        List<String> words = new ArrayList<>(List.of(SMALL.split(" ", -1)));
        for (String option : options) {
            int before = option.startsWith("--") ? words.indexOf(option) : -1;
            if (before >= 0) {
                words.subList(before, before + 2).clear();
            }
        }
        words.addAll(List.of(options));
        words.addAll(List.of("--out", out.toString()));
        return words;
    }
}
