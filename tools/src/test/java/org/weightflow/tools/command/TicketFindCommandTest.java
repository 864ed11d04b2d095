package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.Captured;

class TicketFindCommandTest {
    private static final String[] SMALL = {
        "--dataset",
        "iris",
        "--validation",
        "24",
        "--architecture",
        "mlp-4-12-3",
        "--members",
        "1",
        "--epochs",
        "2",
        "--batch-size",
        "16",
        "--rewind-step",
        "2",
        "--threads",
        "1"
    };

    @TempDir
    private Path temp;

    @Test
    void takesADensityOrLevelsButNotBoth() throws IOException {
        assertRefused(2, "--density and --levels exclude each other", "imp", "--density", "0.5", "--levels", "2");
        Path config = Files.writeString(temp.resolve("c.yaml"), "collect:\n  tickets: {density: 0.5}\n");
        // 84 weights: half of them, and two levels of 20 %, 67 and 54.
        assertEquals(42, kept("of-the-settings", "-c", config.toString()));
        assertEquals(54, kept("of-the-option", "-c", config.toString(), "--levels", "2"));
    }

    @Test
    void refusesAScopeThatTheMethodDoesNotRead() {
        assertRefused(2, "--scope layer has no effect on imp by levels; ask for a density", "imp", "--scope", "layer");
        assertRefused(
                2,
                "--scope layer has no effect on erk, which has shares of its own",
                "erk",
                "--scope",
                "layer",
                "--density",
                "0.5");
    }

    @Test
    void refusesBeforeAnythingIsTrainedWhatCannotBeTrained() {
        assertRefused(2, "every 100 leaves only one update", "rigl", "--density", "0.5");
        assertRefused(2, "need more than the 96 training examples", "snip", "--density", "0.5");
        assertRefused(2, "rewindStep 99 is not in [0, 12]", "random", "--rewind-step", "99");
        assertRefused(2, "no second epoch", "cs", "--epochs", "1");
    }

    private int kept(String name, String... options) throws IOException {
        Captured captured = new Captured();
        Path out = temp.resolve(name);
        assertEquals(0, captured.run(words(out, "imp", options)), captured::err);
        return Zoo.open(out).members().get(0).kept();
    }

    private void assertRefused(int code, String reason, String method, String... options) {
        Captured captured = new Captured();
        Path out = temp.resolve("refused");
        assertEquals(code, captured.run(words(out, method, options)), captured::err);
        String sentence = captured.err().lines().findFirst().orElse("");
        assertTrue(sentence.startsWith("weightflow: ") && sentence.contains(reason), captured::err);
        assertFalse(Files.exists(out), "what cannot be found leaves no folder");
    }

    /** Options that are given twice count once, the later one. */
    private static String[] words(Path out, String method, String... options) {
        List<String> words = new ArrayList<>(List.of(SMALL));
        for (String option : options) {
            int before = words.indexOf(option);
            if (before >= 0 && option.startsWith("--")) {
                words.subList(before, before + 2).clear();
            }
        }
        words.addAll(0, List.of("ticket", method));
        words.addAll(List.of(options));
        words.addAll(List.of("--out", out.toString()));
        return words.toArray(String[]::new);
    }
}
