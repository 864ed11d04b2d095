package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.tools.Captured;
import org.weightflow.tools.compare.MetricsFixture;

class CompareCommandTest {
    @TempDir
    private Path folder;

    private final Captured captured = new Captured();

    @Test
    void printsTheTableAndWritesThreeFiles() throws IOException {
        String one = MetricsFixture.current(folder.resolve("one")).toString();
        String two = MetricsFixture.report(folder.resolve("two")).toString();
        Path out = folder.resolve("out");
        assertEquals(0, captured.run("compare", one, two, "--out", out.toString()), captured::err);
        assertTrue(captured.out().lines().anyMatch(line -> line.matches("quantity +one +two")), captured::out);
        assertTrue(captured.out().lines().allMatch(line -> line.length() <= 120), captured::out);
        for (String name : List.of("compare.html", "compare.json", "compare.csv")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
            assertTrue(captured.out().contains(out.resolve(name).toString()), name);
        }
    }

    @Test
    void saysInOneSentenceThatAFolderIsNoRun() throws IOException {
        String one = MetricsFixture.current(folder.resolve("one")).toString();
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path out = folder.resolve("out");
        assertEquals(1, captured.run("compare", one, empty.toString(), "--out", out.toString()));
        assertEquals(
                "weightflow: " + empty
                        + ": holds neither report/metrics.json nor metrics.json, so it is no finished run"
                        + " and no report\n",
                captured.err());
        assertFalse(Files.exists(out));
        assertEquals("", captured.out());
    }

    @Test
    void namesAFolderThatIsNotThere() {
        assertEquals(1, captured.run("compare", folder.resolve("none").toString()));
        assertEquals("weightflow: " + folder.resolve("none") + ": no such folder\n", captured.err());
    }

    @Test
    void callsNoRunAndTheSameRunTwiceUsage() throws IOException {
        assertEquals(2, captured.run("compare"));
        String one = MetricsFixture.current(folder.resolve("one")).toString();
        assertEquals(2, captured.run("compare", one, one));
        assertTrue(captured.err().contains("one is given twice"), captured::err);
    }
}
