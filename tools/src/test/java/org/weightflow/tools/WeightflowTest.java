package org.weightflow.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Check;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.tools.config.ConfigTree;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class WeightflowTest {
    private final Captured captured = new Captured();

    /** What a command does that a test gives. */
    @Command(name = "work")
    private static final class Work implements Callable<Integer> {
        private final Callable<Integer> body;

        @Mixin
        private SeedOption seed;

        @Mixin
        private OutOption out;

        @Mixin
        private ThreadsOption threads;

        @Option(names = "--init", description = "One of ${COMPLETION-CANDIDATES}.")
        private Initialisation init;

        @Option(names = "--inits", split = ",")
        private List<Initialisation> inits;

        Work(Callable<Integer> body) {
            this.body = body;
        }

        @Override
        public Integer call() throws Exception {
            return body.call();
        }
    }

    private int work(Callable<Integer> body, String... args) {
        return captured.runWith(List.of(new Work(body)), args);
    }

    private int fails(Throwable thrown, String... args) {
        return work(
                () -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) thrown;
                },
                args);
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, captured.run("--version"));
        assertTrue(captured.out().matches("weightflow \\d+\\.\\d+\\.\\d+\\S*\n"), captured::out);
        assertEquals("", captured.err());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"--help", "data --help", "data list --help", "data fetch -h"})
    void helpsOnTheRootAndEachCommand(String args) {
        assertEquals(0, captured.run(args.split(" ", -1)));
        assertTrue(captured.out().startsWith("Usage: weightflow"), captured::out);
        assertTrue(captured.out().lines().allMatch(line -> line.length() <= 100), captured::out);
    }

    @ParameterizedTest(name = "weightflow {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "dta|unknown command 'dta'; did you mean data? (see weightflow --help)",
                "zebra|unknown command 'zebra' (see weightflow --help)",
                "data lst|unknown command 'lst'; did you mean list? (see weightflow data --help)",
                "data list --data-dri=x|unknown option --data-dri; did you mean --data-dir? (see weightflow data list "
                        + "--help)",
                "data list x|unexpected argument 'x' (see weightflow data list --help)",
                "data fetch|missing required parameter: 'NAME' (see weightflow data fetch --help)",
                "data|a command is missing: list or fetch (see weightflow data --help)",
                "data fetch mnist @none|unexpected argument '@none' (see weightflow data fetch --help)",
            })
    void answersWrongUsageWithOneSentenceAndCode2(String args, String sentence) {
        assertEquals(2, captured.run(args.split(" ", -1)));
        assertEquals("weightflow: " + sentence + "\n", captured.err());
        assertEquals("", captured.out());
    }

    @Test
    void asksForACommand() {
        assertEquals(2, captured.run());
        assertEquals("weightflow: a command is missing (see weightflow --help)\n", captured.err());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new NoSuchFileException("zoo/zoo.json"), "zoo/zoo.json: no such file or folder"),
                Arguments.of(new AccessDeniedException("runs"), "runs: permission denied"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("a")), "a: no such file or folder"),
                Arguments.of(
                        new FileSystemException("runs/a", null, "No space left on device"), "runs/a: the disk is full"),
                Arguments.of(new IOException("No space left on device"), "the disk is full"),
                Arguments.of(
                        new IOException("zoo/a: cannot be written: No space left on device"),
                        "zoo/a: cannot be written: the disk is full"),
                Arguments.of(new FileSystemException("a", null, "Read-only file system"), "a: Read-only file system"),
                Arguments.of(
                        new UnknownHostException("example.org"),
                        "host example.org is not known here; is the network there?"),
                Arguments.of(new IOException("zoo.json: expected 12\nmembers"), "zoo.json: expected 12 members"),
                Arguments.of(new IOException(), "reading or writing failed (IOException)"),
                Arguments.of(
                        new EngineException("mat1 and mat2 shapes cannot be multiplied\nException raised from ..."),
                        "the engine failed: mat1 and mat2 shapes cannot be multiplied"),
                Arguments.of(
                        new NullPointerException(),
                        "unexpected NullPointerException; please report it with what -v shows"),
                Arguments.of(
                        new StackOverflowError(),
                        "unexpected StackOverflowError; please report it with what -v shows"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("failures")
    void answersAFailureWithOneSentenceAndCode1(Throwable failure, String sentence) {
        assertEquals(1, fails(failure, "work"));
        assertEquals("weightflow: " + sentence + "\n", captured.err());
    }

    @Test
    void showsWhatTheLibraryRefuses() {
        assertEquals(1, work(() -> Check.atLeast("epochs", -1, 0), "work"));
        assertEquals("weightflow: epochs -1 is less than 0\n", captured.err());
    }

    @Test
    void callsWhatAnotherLibraryRefusesUnexpected() {
        assertEquals(1, work(() -> List.of(1, 2).subList(2, 1).size(), "work"));
        assertTrue(captured.err().startsWith("weightflow: unexpected IllegalArgumentException ("), captured::err);
    }

    @Test
    void callsARuleThatAnOptionBreaksUsage() {
        assertEquals(2, work(() -> UsageException.check(() -> Check.atLeast("epochs", -1, 0)), "work"));
        assertEquals("weightflow: epochs -1 is less than 0 (see weightflow work --help)\n", captured.err());
    }

    record Settings(int epochs) {}

    @Test
    void callsAWrongConfigurationFileUsage() {
        ConfigTree<Settings> config = ConfigTree.of(Settings.class, new Settings(5));
        assertEquals(2, work(() -> config.parse("epoch: 3", "run.yaml").epochs(), "work"));
        assertEquals(
                "weightflow: run.yaml:1: epoch is not a known key; did you mean epochs? Known: epochs\n",
                captured.err());
    }

    @Test
    void explainsAFullMemory() {
        assertEquals(1, fails(new OutOfMemoryError("Java heap space"), "work"));
        assertTrue(captured.err().startsWith("weightflow: out of memory (Java heap space): "), captured::err);
        assertEquals(1, captured.err().lines().count());
    }

    @Test
    void saysThatAnInterruptedCommandResumes() {
        assertEquals(130, fails(new InterruptedException(), "work"));
        assertEquals("weightflow: interrupted; the same command resumes\n", captured.err());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"-v work", "work -v", "work --verbose"})
    void followsTheSentenceWithTheStackTraceWhenVerbose(String args) {
        String level = "org.slf4j.simpleLogger.log.org.weightflow";
        String before = System.getProperty(level);
        try {
            assertEquals(1, fails(new IOException("x"), args.split(" ", -1)));
            assertTrue(captured.err().startsWith("weightflow: x\njava.io.IOException: x\n\tat "), captured::err);
            assertEquals("info", System.getProperty(level));
        } finally {
            if (before == null) {
                System.clearProperty(level);
            } else {
                System.setProperty(level, before);
            }
        }
    }

    @Test
    void noticesThatTheResultsAreLost() {
        PrintStream broken = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("closed");
                    }
                },
                true,
                StandardCharsets.UTF_8);
        assertEquals(
                1, Weightflow.run(Terminal.plain(broken, captured.terminal().err()), "--version"));
        assertTrue(captured.err().contains("could not be written to the standard output"), captured::err);
    }

    @Test
    void typesEnumsInLowerCaseWithHyphens() {
        Work work = new Work(() -> 0);
        assertEquals(
                0,
                captured.runWith(
                        List.of(work), "work", "--init", "kaiming-uniform", "--inits", "normal,torch-default"));
        assertEquals(Initialisation.KAIMING_UNIFORM, work.init);
        assertEquals(List.of(Initialisation.NORMAL, Initialisation.TORCH_DEFAULT), work.inits);
        assertEquals(2, work(() -> 0, "work", "--init", "kaiming"));
        assertTrue(
                captured.err()
                        .startsWith("weightflow: invalid value for option '--init': 'kaiming' is not one of "
                                + "kaiming-uniform, kaiming-normal, "),
                captured::err);
    }

    @Test
    void listsEnumsInHelpAsTheyAreTyped() {
        assertEquals(0, work(() -> 0, "work", "--help"));
        assertTrue(captured.out().contains("kaiming-uniform, kaiming-normal"), captured::out);
    }

    @Test
    void hasAFixedSeedAndShowsIt() {
        Work work = new Work(() -> 0);
        captured.runWith(List.of(work), "work");
        assertEquals(1, work.seed.or(1));
        captured.runWith(List.of(work), "work", "--seed", "-9223372036854775808");
        assertEquals(Long.MIN_VALUE, work.seed.or(1));
        captured.runWith(List.of(work), "work", "--help");
        assertTrue(captured.out().contains("default"), captured::out);
        assertEquals(2, captured.runWith(List.of(work), "work", "--seed", "x"));
    }

    @Test
    void takesAllProcessorsUnlessToldOtherwise() {
        Work work = new Work(() -> 0);
        captured.runWith(List.of(work), "work");
        assertEquals(Runtime.getRuntime().availableProcessors(), work.threads.count());
        captured.runWith(List.of(work), "work", "--threads", "3");
        assertEquals(3, work.threads.count());
    }

    @Test
    void setsTheThreadsOfTheEngineOnlyWhenAsked() {
        int before = EngineRuntime.threads();
        try {
            Work work = new Work(() -> 0);
            captured.runWith(List.of(work), "work", "--threads", "2");
            assertEquals(before, EngineRuntime.threads());
            work.threads.apply();
            assertEquals(2, EngineRuntime.threads());
        } finally {
            EngineRuntime.setThreads(before);
        }
    }

    /** No GPU is used yet, with or without one: a command that asks for it says so before it does anything. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"collect", "run digits"})
    void refusesToComputeOnAGpu(String command, @TempDir Path folder) {
        Path out = folder.resolve("out");
        assertEquals(1, captured.run((command + " --device gpu --out " + out).split(" ", -1)));
        assertTrue(captured.err().startsWith("weightflow: device gpu: "), captured::err);
        assertEquals(
                1,
                captured.err()
                        .lines()
                        .filter(line -> line.startsWith("weightflow"))
                        .count());
        assertFalse(Files.exists(out));
    }

    @Test
    void knowsTheDevices() {
        assertEquals(2, captured.run("collect", "--device", "tpu"));
        assertTrue(captured.err().contains("'tpu' is not one of cpu, gpu"), captured::err);
    }

    @Test
    void refusesToWorkWithoutThreads() {
        Work[] work = new Work[1];
        work[0] = new Work(() -> work[0].threads.count());
        assertEquals(2, captured.runWith(List.of(work[0]), "work", "--threads", "0"));
        assertEquals("weightflow: --threads 0 is less than 1 (see weightflow work --help)\n", captured.err());
    }

    private int out(Path folder) {
        Work[] work = new Work[1];
        work[0] = new Work(() -> Files.exists(work[0].out.prepare()) ? 0 : 1);
        return captured.runWith(List.of(work[0]), "work", "--out", folder.toString());
    }

    @Test
    void makesTheFolderToWriteAndLeavesItEmpty(@TempDir Path folder) throws IOException {
        Path deep = folder.resolve("a/b");
        assertEquals(0, out(deep), captured::err);
        try (Stream<Path> inside = Files.list(deep)) {
            assertEquals(0, inside.count());
        }
    }

    @Test
    void writesThroughALinkToAFolder(@TempDir Path folder) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        assertEquals(0, out(link), captured::err);
    }

    @Test
    void saysBeforeTheWorkThatTheFolderCannotBeWritten(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertEquals(1, out(file));
        assertEquals("weightflow: " + file + ": is a file where a folder is needed\n", captured.err());
        assertEquals(1, out(file.resolve("inside")));
        assertFalse(captured.err().contains("unexpected"), captured::err);
    }

    @Test
    void asksForTheFolderToWrite() {
        Work[] work = new Work[1];
        work[0] = new Work(() -> Files.exists(work[0].out.prepare()) ? 0 : 1);
        assertEquals(2, captured.runWith(List.of(work[0]), "work"));
        assertEquals("weightflow: missing option --out FOLDER (see weightflow work --help)\n", captured.err());
    }
}
