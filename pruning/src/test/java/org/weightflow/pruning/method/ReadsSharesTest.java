package org.weightflow.pruning.method;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.networks.Mask;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

/** Methods say that they read the scope's shares exactly if other shares give other masks. */
class ReadsSharesTest {
    static Stream<Map.Entry<String, TicketMethod>> methods() {
        return TicketMethodContractTest.methods();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void whereOtherSharesGiveOtherMasks(Map.Entry<String, TicketMethod> method) throws IOException {
        for (boolean byLevels : new boolean[] {false, true}) {
            // All of the first layer but a few values, or all of the second.
            List<Mask> first = masks(method.getValue(), byLevels, Map.of("fc1.weight", 1.0, "fc2.weight", 0.1));
            List<Mask> second = masks(method.getValue(), byLevels, Map.of("fc1.weight", 0.1, "fc2.weight", 1.0));
            assertEquals(method.getValue().readsShares(byLevels), !first.equals(second), "by levels: " + byLevels);
        }
    }

    private static List<Mask> masks(TicketMethod method, boolean byLevels, Map<String, Double> ratios)
            throws IOException {
        Task task = IrisBench.iris();
        SearchSettings usual = IrisBench.settings(3);
        SearchSettings settings = new SearchSettings(
                usual.initialise(),
                usual.training(),
                usual.rewindStep(),
                new Scope(Scope.Shares.GIVEN, ratios, List.of()),
                usual.levels());
        Workbench bench = Workbench.inMemory(
                IrisBench.NET,
                task,
                settings,
                new PopulationTrainer(IrisBench.NET, task.train(), IrisBench.TRAINING),
                IrisBench.SEEDS,
                SearchListener.SILENT);
        Targets targets = byLevels
                ? Targets.ofLevels(settings.levels(), List.of(2), bench.selection())
                : Targets.ofDensities(List.of(0.5), bench.selection());
        AllTickets found = new AllTickets();
        method.search(bench, targets, found);
        return found.last().masks();
    }
}
