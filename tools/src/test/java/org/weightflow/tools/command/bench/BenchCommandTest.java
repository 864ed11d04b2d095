package org.weightflow.tools.command.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
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
    void fitsAndSamples() throws IOException {
        String told = run(
                0,
                "bench",
                "fit",
                "--architecture",
                "mlp-4-3-2",
                "--members",
                "6",
                "--share",
                "0.001",
                "--work",
                temp.toString());
        assertTrue(told.lines().anyMatch(line -> line.matches("steps +30 +4 *")), told);
        told = run(
                0,
                "bench",
                "sample",
                "--architecture",
                "mlp-4-3-2",
                "--members",
                "6",
                "--count",
                "40",
                "--work",
                temp.toString());
        assertEquals(
                3,
                told.lines()
                        .filter(line -> line.startsWith("sample 40 into files"))
                        .count(),
                told);
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(0, left.count());
        }
        assertTrue(run(2, "bench", "fit", "--share", "2").contains("--share"));
    }

    @Test
    void comparesMovedTicketsAtEachStepAndDensity() {
        String[] command = {
            "bench",
            "moved",
            "--dataset",
            "digits",
            "--architecture",
            "mlp-64-8-10",
            "--densities",
            "50,20",
            "--rewind-steps",
            "0,9",
            "--members",
            "2",
            "--epochs",
            "1"
        };
        String[] lines = run(0, command)
                .lines()
                .filter(line -> line.matches(" *[09] .*"))
                .map(line -> line.strip().replaceAll(" +", " "))
                .toArray(String[]::new);
        assertEquals(6, lines.length);
        // 64 * 8 + 8 * 10 = 592 weights; 50 % is three levels, 296; 20 % is met nearly, by seven.
        assertTrue(lines[0].startsWith("0 100.00 "), lines[0]);
        assertTrue(lines[1].startsWith("0 50.00 "), lines[1]);
        assertTrue(lines[5].startsWith("9 19.76 "), lines[5]);
        // The same steps give the same networks, whatever else is compared.
        command[9] = "0";
        String line = run(
                        0,
                        Stream.concat(Stream.of(command), Stream.of("--no-own")).toArray(String[]::new))
                .lines()
                .filter(each -> each.contains(" 19.76 "))
                .findFirst()
                .orElseThrow();
        String[] cells = lines[2].split(" ", -1);
        String moved = String.join(" ", Arrays.asList(cells).subList(5, cells.length));
        assertEquals("0 19.76 - " + moved, line.strip().replaceAll(" +", " "));
        assertTrue(run(2, "bench", "moved", "--densities", "0").contains("--densities 0.0 is not in (0, 100)"));
        command[9] = "99999";
        assertTrue(run(2, command).contains("99999"));
    }

    /** From the same start both take the same steps where there are no heads; further starts can only raise the objective. */
    @Test
    void matchesAsPublishedAndAsWeDo() {
        Path zoo = temp.resolve("zoo");
        run(
                0,
                "collect",
                "--dataset",
                "digits",
                "--architecture",
                "mlp-64-8-8-10",
                "--members",
                "4",
                "--epochs",
                "1",
                "--validation",
                "100",
                "--out",
                zoo.toString());
        String told = run(
                0, "bench", "matching", "--zoo", zoo.toString(), "--members", "3", "--all-pairs", "--searches", "2");
        assertTrue(told.contains("mlp-64-8-8-10, 3 pairs"), told);
        assertEquals(List.of("0", "3", "0"), counts(told, "Git Re-Basin"));
        assertEquals(List.of("0", "0", "3"), counts(told, "as they are"));
        assertEquals(List.of("0", "3", "0"), counts(told, "ours from the same start"));
        for (String name : List.of("ours", "ours, 2 random restarts", "ours, 2 perturbations")) {
            assertEquals("0", counts(told, name).get(2), told);
        }
        assertTrue(run(2, "bench", "matching", "--zoo", zoo.toString(), "--members", "1")
                .contains("--members 1 is less than 2"));
    }

    @Test
    void measuresGeneratorsByTheMembersTheyAreGiven() throws IOException {
        String zoo = temp.resolve("zoo").toString();
        Path results = temp.resolve("results");
        run(
                0,
                "collect",
                "--dataset",
                "digits",
                "--architecture",
                "mlp-64-8-10",
                "--members",
                "12",
                "--epochs",
                "1",
                "--validation",
                "100",
                "--out",
                zoo);
        String[] command = {
            "bench",
            "scaling",
            "--zoo",
            zoo,
            "--sizes",
            "5,8",
            "--held-out",
            "4",
            "--samples",
            "3",
            "--steps",
            "4",
            "--last-steps",
            "6",
            "--out",
            results.toString()
        };
        String told = run(0, command);
        // At each size two recipes, noise for each of them, the Gaussian, and the members held out.
        assertEquals(6, told.lines().filter(line -> line.matches(" *5 .*")).count(), told);
        assertEquals(6, told.lines().filter(line -> line.matches(" *8 .*")).count(), told);
        assertTrue(told.lines().anyMatch(line -> line.matches(" *8 +last step +6 .*")), told);
        List<String> lines = Files.readAllLines(results.resolve("scaling.csv"));
        assertEquals(13, lines.size());
        lines.forEach(line -> assertEquals(17, line.split(",", -1).length, line));
        assertTrue(Files.readString(results.resolve("scaling.json")).contains("\"held_out\": 4"));
        command[5] = "9";
        assertTrue(run(2, command).contains("has 12 members"));
        command[5] = "3";
        assertTrue(run(2, command).contains("size 3 is less than 4"));
    }

    /** How often a method was above, equal and below. */
    private static List<String> counts(String told, String method) {
        String line = told.lines()
                .filter(each -> each.matches(Pattern.quote(method) + "  .*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(method + " is not in\n" + told));
        return Arrays.asList(line.substring(method.length()).strip().split(" +", -1))
                .subList(1, 4);
    }

    @Test
    void recoversPermutedNetworksAsFarAsNoiseLetsIt() {
        String told = run(
                0,
                "bench",
                "recovery",
                "--architecture",
                "mlp-8-16-16-4,vit-patch4-width8-depth1-heads2-mlp2-in1x8x8",
                "--noise",
                "0,100",
                "--networks",
                "2");
        assertEquals(
                2,
                told.lines()
                        .filter(line -> line.matches("ours +0\\.00 +100\\.0 +100"))
                        .count(),
                told);
        assertEquals(
                2,
                told.lines().filter(line -> line.matches("ours +100\\.00 .* 0")).count(),
                told);
        assertTrue(told.contains("TransFusion of DeepWeightFlow"), told);
        told = run(2, "bench", "recovery", "--noise", "-1");
        assertTrue(told.contains("--noise -1.0"), told);
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
    void alignsAZooAndChecksItsFunctions() throws IOException {
        String told =
                run(0, "bench", "align", "--members", "3", "--architecture", "mlp-4-3-2", "--work", temp.toString());
        assertEquals(
                3, told.lines().filter(line -> line.startsWith("mlp-4-3-2")).count(), told);
        try (Stream<Path> left = Files.list(temp)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void solvesEachKindOfAssignment() {
        String told = run(0, "bench", "assignment", "--sizes", "5,9", "--repeats", "1", "--kinds", "ties,low-rank");
        assertTrue(told.lines().anyMatch(line -> line.matches("low-rank +9 +[0-9.]+ *")), told);
        assertEquals(2, told.lines().filter(line -> line.startsWith("ties")).count(), told);
        told = run(2, "bench", "assignment", "--sizes", "0");
        assertTrue(told.contains("--sizes 0 is less than 1"), told);
    }

    @Test
    void comparesVariationalNetworksWithDeterministicOnes() {
        String[] command = {
            "bench",
            "bayes",
            "--architecture",
            "mlp-6-5-3",
            "--members",
            "2",
            "--samples",
            "3,1",
            "--estimator",
            "flipout",
            "--examples",
            "40",
            "--batch-size",
            "16",
            "--repeats",
            "2"
        };
        List<String> rows = run(0, command).lines().skip(1).toList();
        assertTrue(rows.stream().anyMatch(line -> line.matches("deterministic +[0-9.]+ +1[.]00 *")), rows::toString);
        assertTrue(
                rows.stream().anyMatch(line -> line.matches("variational, samples 3 +[0-9.]+ +[0-9.]+ +1[.]00")),
                rows::toString);
        assertTrue(
                rows.stream().anyMatch(line -> line.matches("variational, samples 1 +[0-9.]+ +[0-9.]+ +[0-9.]+")),
                rows::toString);
        String[] options = {"--members", "--examples", "--repeats", "--samples"};
        for (String option : options) {
            String told = run(2, "bench", "bayes", option, "0");
            assertTrue(told.contains(option + " 0 is less than 1"), told);
        }
        assertTrue(run(2, "bench", "bayes", "--estimator", "dropout").contains("dropout"));
    }

    @Test
    void refusesToMeasureNoNetworks() {
        for (String what : new String[] {"align", "evaluate", "load"}) {
            String told = run(2, "bench", what, "--members", "0");
            assertTrue(told.contains("--members 0 is less than 1"), told);
        }
    }
}
