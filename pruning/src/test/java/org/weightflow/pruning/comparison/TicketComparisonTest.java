package org.weightflow.pruning.comparison;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.method.FineTuning;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.LearningRateRewinding;
import org.weightflow.pruning.method.RandomMask;
import org.weightflow.pruning.method.Reinitialised;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class TicketComparisonTest {
    private static final Mlp NET = Mlp.of(4, 12, 3);
    private static final Seed SEED = new Seed(5);

    @TempDir
    private Path folder;

    private final Task iris;
    private final SearchSettings settings = new SearchSettings(
            Initialisation.KAIMING_UNIFORM,
            TrainConfig.defaults().withBatchSize(16).withEpochs(6).withLearningRate(0.02),
            4,
            Scope.global(),
            PruneConfig.defaults());
    private final Targets targets = Targets.ofDensities(List.of(0.5, 0.2), new Selection(NET.layout(), Scope.global()));

    TicketComparisonTest() throws IOException {
        iris = Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
    }

    @Test
    void measuresTheTicketsThatTheMethodsFind() throws IOException {
        TicketReport report = comparison(methods()).run(folder, ComparisonListener.SILENT);
        assertEquals(List.of("imp", "lrr", "fine", "reinit", "random"), report.methods());
        assertEquals(List.of(42, 17), report.kept());
        Workbench bench = bench();
        AllTickets found = new AllTickets();
        new IterativeMagnitude().search(bench.of("x"), targets, found);
        Workbench other = bench.of("y");
        for (int target = 0; target < 2; target++) {
            List<StateDict> trained = other.trained(found.get(target));
            double[] expected = new NetworkAccuracy(NET, iris.test()).of(trained);
            TicketCell cell = report.cell("imp", targets.kept().get(target)).orElseThrow();
            assertArrayEquals(
                    expected,
                    cell.testAccuracy().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray());
            assertEquals(3, cell.testAccuracy().size());
            assertTrue(cell.searchSeconds() > 0 && cell.trainingSeconds() > 0);
        }
        double[] dense = new NetworkAccuracy(NET, iris.test()).of(bench.dense());
        assertArrayEquals(
                dense,
                report.dense().testAccuracy().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray());
        assertTrue(report.dense().meanAccuracy() > 0.8);
        assertEquals(0, report.cell("fine", 42).orElseThrow().trainingSeconds(), "it leaves nothing to train");
        // The control that starts from its masks pays for the search as well.
        assertTrue(report.cell("reinit", 17).orElseThrow().searchSeconds()
                >= report.cell("imp", 17).orElseThrow().searchSeconds() - 1e-9);
        assertTrue(report.cell("random", 17).orElseThrow().searchSeconds()
                < report.cell("imp", 17).orElseThrow().searchSeconds());
    }

    @Test
    void goesOnToTheSameResultsAndCountsItsStepsOnce() throws IOException {
        TicketReport whole = comparison(methods()).run(folder.resolve("whole"), ComparisonListener.SILENT);
        for (int stop : new int[] {10, 90, 170, 260, 400}) {
            Path place = folder.resolve("stopped-" + stop);
            assertThrows(Stop.class, () -> comparison(methods()).run(place, new Counter(stop)));
            Counter counter = new Counter(Long.MAX_VALUE);
            TicketReport resumed = comparison(methods()).run(place, counter);
            assertEquals(accuracies(whole), accuracies(resumed));
            assertEquals(counter.total, counter.done);
            List<Double> again = accuracies(comparison(methods()).run(place, new Counter(Long.MAX_VALUE)));
            assertEquals(accuracies(whole), again);
        }
    }

    @Test
    void membersDifferAndCountsAreThoseAskedFor() throws IOException {
        TicketReport report =
                comparison(Map.of("imp", new IterativeMagnitude())).run(folder, ComparisonListener.SILENT);
        for (TicketCell cell : report.cells()) {
            double kept = 0;
            kept += cell.layers().get("fc1.weight") * 48 + cell.layers().get("fc2.weight") * 36;
            assertEquals(cell.kept(), kept, 1e-9);
        }
        assertNotEquals(0, report.cell("imp", 17).orElseThrow().deviation());
    }

    /** {@code reinit} takes the masks that are kept under {@code imp}. */
    @Test
    void givesTheListedNamesToTheirOwnMethodsAlone() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> comparison(Map.of("imp", new LearningRateRewinding(), "reinit", new Reinitialised())));
        assertEquals("method name 'imp' is that of another method than lrr; choose a name of your own", e.getMessage());
        comparison(Map.of("imp", new IterativeMagnitude(true), "imp-2.gentle_", new LearningRateRewinding()));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThrows(IllegalArgumentException.class, () -> comparison(Map.of()));
        for (String name : List.of("dense", "", "a/b", "a,b", "..", "my random")) {
            var wrong = assertThrows(
                    IllegalArgumentException.class, () -> comparison(Map.of(name, new RandomMask())), name);
            assertTrue(wrong.getMessage().startsWith("method name '" + name + "' is"), wrong::getMessage);
        }
        var e = assertThrows(
                IllegalArgumentException.class, () -> new Targets(List.of(10, 10), java.util.Optional.empty()));
        assertTrue(e.getMessage().contains("do not fall"), e::getMessage);
        var none =
                assertThrows(IllegalArgumentException.class, () -> new Targets(List.of(), java.util.Optional.empty()));
        assertTrue(none.getMessage().contains("no density or level"), none::getMessage);
    }

    private static Map<String, TicketMethod> methods() {
        Map<String, TicketMethod> methods = new LinkedHashMap<>();
        methods.put("imp", new IterativeMagnitude());
        methods.put("lrr", new LearningRateRewinding());
        methods.put("fine", FineTuning.defaults());
        methods.put("reinit", new Reinitialised());
        methods.put("random", new RandomMask());
        return methods;
    }

    private TicketComparison comparison(Map<String, TicketMethod> methods) {
        return new TicketComparison(NET, iris, settings, methods, targets, 3, SEED);
    }

    private Workbench bench() {
        List<Seed> seeds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seeds.add(SEED.child("member").child(i));
        }
        return Workbench.inMemory(
                NET,
                iris,
                settings,
                new PopulationTrainer(NET, iris.train(), settings.training()),
                seeds,
                SearchListener.SILENT);
    }

    private static List<Double> accuracies(TicketReport report) {
        List<Double> all = new ArrayList<>(report.dense().testNll());
        report.cells().forEach(cell -> all.addAll(cell.testNll()));
        return all;
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class Counter implements ComparisonListener {
        private final long stop;
        private long done;
        private long total;

        Counter(long stop) {
            this.stop = stop;
        }

        @Override
        public void onSteps(String method, long now, long all, double meanLoss) {
            assertTrue(now >= done && now <= all);
            done = now;
            total = all;
            if (now >= stop) {
                throw new Stop();
            }
        }

        @Override
        public void onCell(TicketCell cell) {}
    }
}
