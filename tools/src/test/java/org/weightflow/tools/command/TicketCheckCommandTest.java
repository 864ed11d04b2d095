package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.sanity.SanityControl;
import org.weightflow.pruning.sanity.SanityReport;
import org.weightflow.tools.Captured;
import org.weightflow.tools.run.CheckSettings;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.TicketCheckStage;
import org.weightflow.tools.run.ZooRecipe;

class TicketCheckCommandTest {
    @TempDir
    private Path temp;

    private int run(Captured captured, String... args) {
        return captured.run(args);
    }

    private Path zoo(String... kind) {
        Path zoo = temp.resolve(kind[kind.length - 1]);
        List<String> args = new ArrayList<>(List.of(kind));
        args.addAll(List.of("--dataset", "iris", "--validation", "24", "--standardise", "per-feature"));
        args.addAll(List.of("--architecture", "mlp-4-12-3", "--members", "3", "--epochs", "6", "--batch-size", "16"));
        args.addAll(List.of("--learning-rate", "0.02", "--seed", "5", "--out", zoo.toString()));
        Captured captured = new Captured();
        assertEquals(0, run(captured, args.toArray(String[]::new)), captured::err);
        return zoo;
    }

    private Path tickets(String method) {
        return zoo("ticket", method, "--density", "0.6", "--rewind-step", "4", "--spare", "fc2.weight");
    }

    @Test
    void checksAZooOfTicketsAndGoesOnWhereItIsDone() throws IOException {
        Path tickets = tickets("imp");
        Path out = temp.resolve("check");
        Captured first = new Captured();
        String[] command = {"ticket", "check", tickets.toString(), "--members", "2", "--out", out.toString()};
        assertEquals(0, run(first, command), first::err);
        assertTrue(first.out().contains("rearranged-mask"), first::out);
        assertTrue(first.out().contains("- Searching on half of the data"), first::out);
        assertTrue(first.out().lines().noneMatch(line -> line.startsWith("same-mask ")), first::out);
        SanityReport report = Json.read(out.resolve("check.json"), SanityReport.class);
        assertEquals(List.of(0, 1), report.members());
        Zoo zoo = Zoo.open(tickets);
        for (int p = 0; p < 2; p++) {
            assertEquals(
                    zoo.members().get(p).metrics().get(Member.VALIDATION_ACCURACY),
                    report.ticket().validationAccuracy().get(p));
            assertEquals(zoo.members().get(p).kept(), report.kept().get(p));
        }
        Captured second = new Captured();
        assertEquals(0, run(second, command), second::err);
        assertEquals(first.out(), second.out());
        Captured other = new Captured();
        assertEquals(1, run(other, "ticket", "check", tickets.toString(), "--out", out.toString()));
        assertTrue(other.err().contains("the folder holds a check of another zoo or with other settings"), other::err);
    }

    @Test
    void readsBackHowTheTicketsWereFound() throws IOException {
        Zoo zoo = Zoo.open(tickets("imp"));
        RunConfig recipe = ZooRecipe.of(zoo);
        CollectConfig collect = recipe.collect();
        assertEquals(5, recipe.seed());
        assertEquals("mlp-4-12-3", recipe.architecture());
        assertEquals(new IterativeMagnitude(), collect.tickets().method());
        assertEquals(List.of("fc2.weight"), collect.tickets().scope().spared());
        assertEquals(0.6, collect.tickets().density().orElseThrow());
        assertEquals(4, collect.rewindStep());
        assertEquals(6, collect.training().epochs());
        CheckSettings settings = new CheckSettings(2, Set.of(SanityControl.DENSE), 5);
        Path folder = TicketCheckStage.folder(zoo, settings);
        assertTrue(folder.toString().matches("runs.check-[0-9a-f]{8}"), folder::toString);
        assertNotEquals(folder, TicketCheckStage.folder(zoo, new CheckSettings(3, Set.of(SanityControl.DENSE), 5)));
    }

    @Test
    void tellsABlindMethodThatItIs() {
        Path tickets = tickets("random");
        Captured captured = new Captured();
        Path out = temp.resolve("blind");
        assertEquals(
                0,
                run(
                        captured,
                        "ticket",
                        "check",
                        tickets.toString(),
                        "--controls",
                        "random-labels,half-data",
                        "--out",
                        out.toString()),
                captured::err);
        assertTrue(captured.out().contains("Searching on random labels gives the same mask"), captured::out);
    }

    @Test
    void refusesZoosThatWereNotFound() {
        for (Path zoo : List.of(
                zoo("collect", "--kind", "dense"),
                zoo("collect", "--kind", "siblings", "--levels", "2", "--rewind-step", "4"))) {
            Captured captured = new Captured();
            assertEquals(1, run(captured, "ticket", "check", zoo.toString(), "--out", temp.toString()));
            assertTrue(captured.err().contains("this one was made in another way"), captured::err);
        }
        Captured captured = new Captured();
        assertEquals(2, run(captured, "ticket", "check", temp.toString(), "--controls", "rearanged-mask"));
        assertTrue(captured.err().contains("rearranged-mask"), captured::err);
    }
}
