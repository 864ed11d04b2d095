package org.weightflow.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.persistence.NeuralPersistence;
import org.weightflow.pruning.persistence.TopologyReport;
import org.weightflow.pruning.persistence.TreeRetention;
import org.weightflow.tools.Captured;

class TicketTopologyCommandTest {
    @TempDir
    private Path temp;

    private Path zoo(String name, String... kind) {
        Path zoo = temp.resolve(name);
        String[] rest = {
            "--dataset",
            "iris",
            "--validation",
            "24",
            "--standardise",
            "per-feature",
            "--architecture",
            "mlp-4-12-3",
            "--members",
            "3",
            "--epochs",
            "6",
            "--batch-size",
            "16",
            "--learning-rate",
            "0.05",
            "--seed",
            "5",
            "--out",
            zoo.toString()
        };
        String[] all = Stream.of(kind, rest).flatMap(Arrays::stream).toArray(String[]::new);
        Captured captured = new Captured();
        assertEquals(0, captured.run(all), captured::err);
        return zoo;
    }

    private TopologyReport topology(Path zoo, String trees) throws IOException {
        Path json = temp.resolve(trees + ".json");
        Captured captured = new Captured();
        String[] command = {
            "ticket", "topology", zoo.toString(), "--members", "2", "--trees", trees, "--json", json.toString()
        };
        assertEquals(0, captured.run(command), captured::err);
        assertTrue(captured.out().contains("fc1.weight"), captured::out);
        assertTrue(captured.out().lines().allMatch(line -> line.length() <= 110), captured::out);
        return Json.read(json, TopologyReport.class);
    }

    @Test
    void holdsTheMasksAgainstTheTreesOfTheDenseNetworks() throws IOException {
        Path folder = zoo("imp", "ticket", "imp", "--density", "0.5", "--rewind-step", "0");
        Zoo zoo = Zoo.open(folder);
        TopologyReport initial = topology(folder, "initial");
        TopologyReport dense = topology(folder, "dense");
        assertEquals(2, initial.members().size());
        for (int p = 0; p < 2; p++) {
            StateDict first = Initialisation.KAIMING_UNIFORM.draw(
                    zoo.architecture().layout(), new Seed(zoo.members().get(p).seed()).child("init"));
            TopologyReport.Member member = initial.members().get(p);
            assertEquals(TreeRetention.of(first, zoo.mask(p).orElseThrow()), member.retention());
            assertEquals(NeuralPersistence.of(zoo.weights(p), NeuralPersistence.Mode.PAPER), member.paper());
            assertEquals(NeuralPersistence.of(zoo.weights(p), NeuralPersistence.Mode.OFFICIAL), member.official());
            assertEquals(0.5, member.density());
        }
        // 12 + 4 - 1 and 3 + 12 - 1 edges of 48 and 36 weights.
        assertEquals(29, initial.bound().edges());
        assertEquals(84, initial.bound().weights());
        // With nothing to rewind to, the dense networks are those that are collected without masks.
        Zoo collected = Zoo.open(zoo("dense", "collect", "--kind", "dense"));
        for (int p = 0; p < 2; p++) {
            assertEquals(
                    TreeRetention.of(collected.weights(p), zoo.mask(p).orElseThrow()),
                    dense.members().get(p).retention());
        }
        assertNotEquals(initial.members(), dense.members());
        // One-level pruning by magnitude keeps the largest weights of the dense network, of which its trees have more
        // than chance.
        Path once = zoo("one-shot", "ticket", "one-shot", "--density", "0.5", "--rewind-step", "4");
        for (TopologyReport.Member member : topology(once, "dense").members()) {
            assertTrue(member.retention().deviations() > 3, member.retention()::toString);
        }
    }

    @Test
    void showsZoosThatWereNotFoundWithoutTrees() throws IOException {
        Path zoo = zoo("dense-zoo", "collect", "--kind", "dense");
        TopologyReport report = topology(zoo, "none");
        assertNull(report.trees());
        assertNull(report.members().get(0).retention());
        Captured captured = new Captured();
        assertEquals(1, captured.run("ticket", "topology", zoo.toString()));
        assertTrue(captured.err().contains("this one was made in another way"), captured::err);
        assertEquals(2, captured.run("ticket", "topology", zoo.toString(), "--members", "0"));
    }
}
