package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.instability.InstabilityReport;
import org.weightflow.pruning.instability.PairInstability;
import org.weightflow.pruning.instability.StabilityReport;
import org.weightflow.tools.Captured;

class TicketStabilityCommandTest {
    private static final String[] NETWORKS = {
        "--dataset",
        "iris",
        "--validation",
        "24",
        "--standardise",
        "per-feature",
        "--architecture",
        "mlp-4-12-3",
        "--epochs",
        "6",
        "--batch-size",
        "16",
        "--learning-rate",
        "0.02",
        "--seed",
        "5"
    };

    @TempDir
    private Path temp;

    private static String[] all(String[] first, String... more) {
        return Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private Captured run(int code, String[] args) {
        Captured captured = new Captured();
        assertEquals(code, captured.run(args), captured::err);
        return captured;
    }

    private Path tickets(String name, String... more) {
        Path zoo = temp.resolve(name);
        run(
                0,
                all(all(NETWORKS, more), "--members", "2", "--out", zoo.toString(), "--rewind-step", "4"),
                "ticket",
                "imp");
        return zoo;
    }

    private Captured run(int code, String[] args, String... command) {
        return run(code, all(command, args));
    }

    private StabilityReport stability(String... args) throws IOException {
        Path json = temp.resolve("stability.json");
        Captured captured = run(0, args, "ticket", "stability", "--points", "5", "--json", json.toString());
        assertTrue(captured.out().contains("error barrier"), captured::out);
        return Json.read(json, StabilityReport.class);
    }

    @Test
    void measuresDenseNetworksAtSharesOfTheRun() throws IOException {
        StabilityReport report = stability(all(NETWORKS, "--copies", "3"));
        assertEquals(36, report.steps());
        assertEquals(
                List.of(0L, 2L, 7L),
                report.rows().stream().map(StabilityReport.Row::step).toList(),
                "1 % is step 0 too");
        for (StabilityReport.Row row : report.rows()) {
            assertEquals("dense", row.source());
            assertEquals(1, row.density());
            assertEquals(3, row.networks().size());
            for (String data : List.of("train", "test")) {
                double accuracy = 0;
                double barrier = 0;
                for (InstabilityReport network : row.networks()) {
                    assertEquals(3, network.pairs().size());
                    accuracy += network.accuracy(data) / 3;
                    barrier += network.pairs().stream()
                                    .mapToDouble(pair -> pair.errorBarrier(data))
                                    .sum()
                            / 9;
                }
                assertEquals(accuracy, row.on().get(data).accuracy(), 1e-12);
                assertEquals(barrier, row.on().get(data).errorBarrier(), 1e-12);
            }
        }
        assertEquals(
                3, report.rows().get(0).on().get("test").matching(), "the first row is what others are held against");
    }

    @Test
    void startsFromTheNetworksOfTheTicketCommands() {
        String[] digits = {"--dataset", "digits", "--validation", "137"};
        assertTrue(run(2, digits, "ticket", "stability").err().contains("architecture mlp-784-300-100-10 reads"));
    }

    @Test
    void copiesThatDoNotPartHaveNoBarrier() throws IOException {
        StabilityReport report = stability(all(NETWORKS, "--steps", "36,0", "--members", "1"));
        StabilityReport.Row last = report.rows().get(1);
        assertEquals(36, last.step());
        PairInstability pair = last.networks().get(0).pairs().get(0);
        assertEquals(0, pair.distance());
        assertEquals(0, last.on().get("test").errorBarrier());
        assertEquals(1, last.on().get("test").stable());
        assertTrue(report.rows().get(0).networks().get(0).pairs().get(0).distance() > 0);
    }

    @Test
    void putsTheMasksOfZoosOnTheNetworksThatTheyWereFoundOn() throws IOException {
        Path half = tickets("half", "--density", "0.5");
        Path tenth = tickets("fifth", "--density", "0.2");
        StabilityReport report =
                stability("--zoo", half.toString(), "--zoo", tenth.toString(), "--steps", "0,4", "--members", "2");
        assertEquals(
                List.of("dense", "dense", "half", "fifth"),
                report.rows().stream().map(StabilityReport.Row::source).toList());
        assertEquals(
                List.of(0L, 4L, 4L, 4L),
                report.rows().stream().map(StabilityReport.Row::step).toList());
        assertEquals(42, report.rows().get(2).networks().get(1).kept());
        assertEquals(
                Zoo.open(tenth).members().get(0).kept(),
                report.rows().get(3).networks().get(0).kept());
        assertEquals(84, report.rows().get(1).networks().get(1).kept());
        assertEquals(0.5, report.rows().get(2).density());
    }

    @Test
    void refusesZoosOfOtherNetworks() {
        Path zoo = tickets("zoo", "--density", "0.5");
        assertTrue(run(1, new String[] {"--zoo", zoo.toString(), "--epochs", "7"}, "ticket", "stability")
                .err()
                .contains("have another training"));
        assertTrue(run(1, new String[] {"--zoo", zoo.toString(), "--members", "3"}, "ticket", "stability")
                .err()
                .contains("there is no member 2"));
        assertTrue(run(1, new String[] {"--zoo", zoo.toString(), "--seed", "6"}, "ticket", "stability")
                .err()
                .contains("another seed"));
        List<String> wrong = new ArrayList<>(List.of("--zoo", zoo.toString(), "--dataset", "digits"));
        assertTrue(run(2, wrong.toArray(String[]::new), "ticket", "stability")
                .err()
                .contains("leave out --dataset"));
        assertTrue(run(2, all(NETWORKS, "--steps", "99"), "ticket", "stability")
                .err()
                .contains("step 99 is not in [0, 36]"));
    }
}
