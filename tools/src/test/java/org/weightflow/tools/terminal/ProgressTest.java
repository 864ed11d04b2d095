package org.weightflow.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    private static final long MILLI = 1_000_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long now = 7_000 * MILLI;

    private String shown() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    /** What stands on the screen at the end: a carriage return goes back to the start of the line. */
    private List<String> screen() {
        return Arrays.stream(shown().split("\n", -1))
                .map(ProgressTest::overwritten)
                .toList();
    }

    private static String overwritten(String line) {
        StringBuilder screen = new StringBuilder();
        for (String part : line.split("\r", -1)) {
            screen.replace(0, Math.min(part.length(), screen.length()), part);
        }
        return screen.toString().stripTrailing();
    }

    private void pass(long millis) {
        now += millis * MILLI;
    }

    @Test
    void printsPlainLinesAtMostEveryFiveSecondsAndOneAtTheEnd() {
        Progress progress = Progress.lines(err, () -> now);
        try (Progress.Task task = progress.start("collect", 120)) {
            for (int i = 0; i < 120; i++) {
                pass(100);
                task.advance(1, "loss 0.12");
            }
        }
        assertEquals(
                """
                collect: 50/120, 10/s, 7.0 s left, loss 0.12
                collect: 100/120, 10/s, 2.0 s left, loss 0.12
                collect: 120/120 in 12.0 s, loss 0.12
                """,
                shown());
    }

    @Test
    void redrawsOneLineAtMostTenTimesASecond() {
        Progress progress = Progress.inPlace(err, () -> now, 80);
        Progress.Task task = progress.start("fit", 1000);
        for (int i = 0; i < 1000; i++) {
            pass(2);
            task.advance(1);
        }
        long drawn = shown().chars().filter(c -> c == '\r').count();
        assertTrue(drawn >= 15 && drawn <= 21, () -> drawn + " times in 2 s");
        assertEquals(1, screen().size());
        assertTrue(screen().get(0).startsWith("fit [####"), shown());
        task.close();
        assertEquals(List.of("fit: 1000/1000 in 2.0 s", ""), screen());
    }

    @ParameterizedTest(name = "{0} columns")
    @CsvSource({"20", "40", "60", "80", "200"})
    void neverFillsTheLastColumn(int columns) {
        Progress progress = Progress.inPlace(err, () -> now, columns);
        try (Progress.Task task = progress.start("align", 50)) {
            for (int i = 0; i < 50; i++) {
                pass(700);
                task.advance(1, "objective 123456.789");
                int length = screen().get(0).length();
                assertTrue(length < columns, () -> length + " characters");
            }
        }
    }

    @Test
    void leavesNothingOfALongerLineBehind() {
        Progress progress = Progress.inPlace(err, () -> now, 80);
        Progress.Task task = progress.start("fit", -1);
        task.advance(1, "a note of many words");
        pass(200);
        task.advance(1, "brief");
        assertEquals(List.of("fit 2, brief"), screen());
    }

    @Test
    void doesNotCountResumedWorkAsSpeed() {
        Progress progress = Progress.lines(err, () -> now);
        try (Progress.Task task = progress.start("collect", 100)) {
            task.skip(90);
            pass(10_000);
            task.advance(5);
        }
        assertTrue(shown().startsWith("collect: 95/100, 30.0/min, 10.0 s left\n"), shown());
    }

    @Test
    void countsBytes() {
        Progress progress = Progress.lines(err, () -> now);
        try (Progress.Task task = progress.start("train-images", 10_000_000, Progress.Unit.BYTES)) {
            pass(5_000);
            task.advance(2_500_000);
        }
        assertTrue(shown().startsWith("train-images: 2.5 MB/10.0 MB, 500.0 kB/s, 15.0 s left\n"), shown());
    }

    @Test
    void goesOnWithoutATotal() {
        Progress progress = Progress.inPlace(err, () -> now, 80);
        try (Progress.Task task = progress.start("read", -1)) {
            pass(2_000);
            task.advance(10);
            assertEquals(List.of("read 10, 5.0/s"), screen());
        }
    }

    @Test
    void wipesTheBarAndFallsSilentWhenStopped() {
        Progress progress = Progress.inPlace(err, () -> now, 80);
        try (Progress.Task task = progress.start("fit", 10)) {
            task.advance(1);
            progress.stop();
            pass(1_000);
            task.advance(1);
        }
        assertEquals(List.of(""), screen());
    }

    @Test
    void survivesEmptyAndOverfullTasks() {
        Progress progress = Progress.inPlace(err, () -> now, 80);
        try (Progress.Task empty = progress.start("none", 0)) {
            empty.advance(0);
        }
        try (Progress.Task task = progress.start("more", 2)) {
            task.advance(3);
            assertFalse(screen().get(screen().size() - 1).contains("left"));
        }
    }

    @ParameterizedTest(name = "{0} s: {1}")
    @CsvSource({"0.04, 0.0 s", "59.94, 59.9 s", "59.96, 1 min 00 s", "3599.4, 59 min 59 s", "3600, 1 h 00 min"})
    void writesDurations(double seconds, String text) {
        assertEquals(text, Progress.duration((long) (seconds * 1e9)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"999, 999 B", "1000, 1.0 kB", "999949, 999.9 kB", "999960, 1.0 MB", "9e18, 9.0 EB"})
    void writesBytes(double count, String text) {
        assertEquals(text, Progress.bytes(count));
    }

    @ParameterizedTest(name = "COLUMNS={0}: {1}")
    @CsvSource({"120, 120", "'', 80", "0, 80", "wide, 80", "99999, 80", ", 80"})
    void readsTheWidth(String variable, int columns) {
        assertEquals(columns, Progress.columns(variable));
    }
}
