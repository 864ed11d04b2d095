package org.weightflow.tools.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.weightflow.tools.Weightflow;

/**
 * A command line that writes one folder, run in a JVM of its own, killed as by {@code kill -9}, and run again to its end: the
 * folder must then be byte for byte that of a run that nobody killed.
 */
final class KilledCommand {
    /** Stands in the command line for the folder that is written. */
    static final String OUT = "OUT";

    private static final long LONGEST_SECONDS = 600;

    private final List<String> arguments;
    private final Path work;
    private final Map<String, byte[]> expected;
    private final long firstWriteMillis;
    private final long wholeMillis;

    private KilledCommand(
            List<String> arguments, Path work, Map<String, byte[]> expected, long firstWriteMillis, long wholeMillis) {
        this.arguments = arguments;
        this.work = work;
        this.expected = expected;
        this.firstWriteMillis = firstWriteMillis;
        this.wholeMillis = wholeMillis;
    }

    /**
     * Runs the command once without a kill, to know what it writes and how long it takes.
     *
     * @param work      folder for everything that is written
     * @param arguments of {@code weightflow}, with {@link #OUT} for the folder
     */
    static KilledCommand measured(Path work, String... arguments) throws IOException, InterruptedException {
        Path folder = work.resolve("undisturbed");
        long start = System.nanoTime();
        Process process = start(List.of(arguments), folder, work.resolve("undisturbed.log"));
        long first = -1;
        while (!process.waitFor(1, TimeUnit.MILLISECONDS)) {
            if (first < 0 && Files.exists(folder)) {
                first = millisSince(start);
            }
        }
        long whole = millisSince(start);
        assertEquals(0, process.exitValue(), () -> log(work.resolve("undisturbed.log")));
        return new KilledCommand(List.of(arguments), work, files(folder), Math.max(0, first), whole);
    }

    /**
     * Kills the command at a random instant between its first write and its end, runs it again, and compares.
     *
     * @param name of the folder
     * @return how many files were there when it was killed
     */
    int killAndResume(String name, RandomGenerator random) throws IOException, InterruptedException {
        Path folder = work.resolve(name);
        Path log = work.resolve(name + ".log");
        double latest = 1;
        while (true) {
            long millis = (long) (latest * (firstWriteMillis + random.nextDouble() * (wholeMillis - firstWriteMillis)));
            Process process = start(arguments, folder, log);
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            if (!ended) {
                break;
            }
            // This time the machine was quicker: once more, and earlier.
            assertEquals(0, process.exitValue(), () -> log(log));
            delete(folder);
            latest *= 0.7;
        }
        int left = Files.exists(folder) ? files(folder).size() : 0;
        Process again = start(arguments, folder, log);
        if (!again.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            again.destroyForcibly().waitFor();
            throw new AssertionError(name + ": the resumed command does not end\n" + log(log));
        }
        assertEquals(0, again.exitValue(), () -> log(log));
        assertSame(name, files(folder));
        return left;
    }

    private void assertSame(String name, Map<String, byte[]> found) {
        assertEquals(expected.keySet(), found.keySet(), name);
        List<String> differing = expected.keySet().stream()
                .filter(file -> !Arrays.equals(expected.get(file), found.get(file)))
                .toList();
        assertEquals(List.of(), differing, name);
    }

    private static Process start(List<String> arguments, Path folder, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Weightflow.class.getName()));
        arguments.forEach(word -> command.add(word.equals(OUT) ? folder.toString() : word));
        File output = log.toFile();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(output))
                .start();
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static String log(Path log) {
        try {
            return Files.readString(log, Charset.defaultCharset());
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
