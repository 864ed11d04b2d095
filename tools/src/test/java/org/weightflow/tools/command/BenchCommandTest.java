package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.tools.Captured;

/** That benchmarks do their work and clean up after it; how long it takes is no test. */
class BenchCommandTest {
    @TempDir
    Path temp;

    private static String run(int code, String... args) {
        Captured captured = new Captured();
        assertEquals(code, captured.run(args), () -> captured.out() + captured.err());
        return captured.out() + captured.err();
    }

    private String collect(String... more) {
        String[] start = {
            "bench",
            "collect",
            "--dataset",
            "digits",
            "--architecture",
            "mlp-64-8-10",
            "--members",
            "3",
            "--epochs",
            "2",
            "--work",
            temp.toString()
        };
        return run(0, Stream.concat(Stream.of(start), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void collectsAZooAndRemovesIt() throws IOException {
        String told = collect();
        assertTrue(told.contains("forward") && told.contains("test accuracy"), told);
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void trainsForAsManyStepsAsItIsTold() {
        assertTrue(collect("--steps", "5").lines().anyMatch(line -> line.matches("training steps of each +5 *")));
        String told = run(
                2,
                "bench",
                "collect",
                "--dataset",
                "digits",
                "--architecture",
                "mlp-64-8-10",
                "--epochs",
                "1",
                "--steps",
                "9999");
        assertTrue(told.contains("9999"), told);
    }

    @Test
    void evaluatesAndLoads() {
        String told =
                run(0, "bench", "evaluate", "--dataset", "digits", "--architecture", "mlp-64-8-10", "--members", "2");
        assertTrue(told.contains("mlp-64-8-10"), told);
        told = run(0, "bench", "load", "--members", "3", "--architecture", "mlp-4-3-2", "--work", temp.toString());
        assertTrue(told.contains("open 3 members") && told.contains("read their weights"), told);
    }

    @Test
    void analysesCheckpointsAndRemovesThem() throws IOException {
        String told = run(
                0,
                "bench",
                "pca",
                "--members",
                "6",
                "--parameters",
                "5000",
                "--threads",
                "1",
                "--work",
                temp.toString());
        assertTrue(told.lines().anyMatch(line -> line.matches("checkpoints +6 +of 5[0-9]{3} parameters *")), told);
        assertTrue(told.lines().anyMatch(line -> line.matches("components +5 *")), told);
        // four shared directions of variance 1, and noise of variance 0.2^2 / 3 in each value
        assertTrue(told.lines().anyMatch(line -> line.matches("variance of the first 4 +99[.][0-9]{2} +% *")), told);
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(0, left.count());
        }
        assertTrue(run(2, "bench", "pca", "--members", "1").contains("--members 1 is less than 2"));
    }

    @Test
    void refusesToMeasureNoNetworks() {
        for (String what : new String[] {"evaluate", "load"}) {
            String told = run(2, "bench", what, "--members", "0");
            assertTrue(told.contains("--members 0 is less than 1"), told);
        }
    }
}
