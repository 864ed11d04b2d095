package org.weightflow.bayes.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.artefact.PosteriorFolder;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Quality;
import org.weightflow.networks.safetensors.MaskFile;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

class LevelComparisonTest {
    private static final Mlp NET = Mlp.of(4, 10, 3);
    private static final Seed SEED = new Seed(5);
    private static final List<Seed> MEMBERS =
            List.of(SEED.child("member").child(0), SEED.child("member").child(1));
    private static final List<String> METHODS = List.of(
            "signal-to-noise",
            "magnitude-lrr",
            "reinitialised",
            "deterministic",
            "transplanted-trained",
            "transplanted-back");

    @TempDir
    private Path folder;

    private final Task iris =
            Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
    private final SearchSettings settings = new SearchSettings(
            Initialisation.KAIMING_UNIFORM,
            TrainConfig.defaults().withBatchSize(32).withEpochs(3).withLearningRate(0.02),
            2,
            Scope.global(),
            new PruneConfig(3, 0.3, PruneConfig.Scope.GLOBAL, Map.of()));

    LevelComparisonTest() throws IOException {}

    private LevelComparison comparison(List<String> methods, List<Integer> levels, int draws, int members) {
        return new LevelComparison(
                NET, iris, settings, VariationalConfig.defaults(), methods, levels, draws, members, SEED);
    }

    private LevelComparison comparison() {
        return comparison(METHODS, List.of(1, 3), 3, 2);
    }

    @Test
    void cellsAreMeasurementsOfTheTicketsThatAreKept() throws IOException {
        LevelReport report = comparison().run(folder, LevelListener.SILENT);
        assertEquals(METHODS, report.methods());
        assertEquals(List.of(1, 3), report.levels());
        assertEquals(70, report.prunable());
        assertEquals(9, report.steps());
        for (LevelCell cell : report.cells()) {
            assertEquals(cell.level() == 1 ? 49 : 24, cell.kept());
            assertEquals(cell.kept() / 70.0, cell.density());
            double inLayers =
                    40 * cell.layers().get("fc1.weight") + 30 * cell.layers().get("fc2.weight");
            assertEquals(cell.kept(), inLayers, 1e-9);
            assertEquals(2, cell.quality().size());
            assertEquals(
                    iris.test().count(),
                    cell.diagram().stream().mapToInt(DiagramPoint::count).sum());
        }
        assertEquals(70, report.unpruned().kept());
        assertEquals(70, report.deterministic().kept());

        // A posterior speaks through its draws, three of them.
        PosteriorFolder kept = PosteriorFolder.open(folder.resolve("posteriors/signal-to-noise"));
        LevelCell bayesian = report.cell("signal-to-noise", 3).orElseThrow();
        for (int p = 0; p < 2; p++) {
            Posterior posterior = kept.get(p);
            Seed own =
                    MEMBERS.get(p).child("predictive").child("signal-to-noise").child(3);
            List<StateDict> draws = posterior.draws(3, own);
            assertEquals(quality(draws), bayesian.quality().get(p));
        }
        // A deterministic ticket speaks for itself.
        Workbench bench = bench();
        assertEquals(
                bench.dense().stream().map(network -> quality(List.of(network))).toList(),
                report.deterministic().quality());
        AllTickets imp = new AllTickets();
        new IterativeMagnitude().search(bench, Targets.ofLevels(settings.levels(), 3, bench.selection()), imp);
        assertEquals(
                bench.trained(imp.last()).stream()
                        .map(network -> quality(List.of(network)))
                        .toList(),
                report.cell("deterministic", 3).orElseThrow().quality());

        // Of the deterministic masks with those of each score, at each level.
        assertEquals(
                List.of("signal-to-noise 1", "signal-to-noise 3", "magnitude-lrr 1", "magnitude-lrr 3"),
                report.overlaps().stream()
                        .map(overlap -> overlap.second() + " " + overlap.level())
                        .toList());
        assertEquals(imp.last().masks(), masks("deterministic", 3));
        MaskOverlap overlap = report.overlaps().get(1);
        assertEquals(
                MaskOverlap.of(3, "deterministic", imp.last().masks(), "signal-to-noise", masks("signal-to-noise", 3)),
                overlap);
    }

    private Quality quality(List<StateDict> networks) {
        return Quality.of(
                Predictions.ensemble(new PosteriorPredictive(NET).each(networks, iris.test())),
                iris.test().labels());
    }

    private List<Mask> masks(String method, int level) throws IOException {
        List<Mask> masks = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            Path file = folder.resolve("results/" + method + "-0" + level + "-00000" + p + ".mask.safetensors");
            masks.add(MaskFile.read(file, NET.layout()));
        }
        return masks;
    }

    private Workbench bench() {
        return Workbench.inMemory(
                NET,
                iris,
                settings,
                new PopulationTrainer(NET, iris.train(), settings.training()),
                MEMBERS,
                SearchListener.SILENT);
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Checks that the progress neither falls nor passes its total. */
    private static final class Counter implements LevelListener {
        private final long stop;
        private long done;
        private long total;

        Counter(long stop) {
            this.stop = stop;
        }

        @Override
        public void onSteps(String method, long now, long all, double meanLoss) {
            assertTrue(now >= done && now <= all, method);
            done = now;
            total = all;
            if (now >= stop) {
                throw new Stop();
            }
        }

        @Override
        public void onCell(LevelCell cell) {}
    }

    @Test
    void goesOnToTheSameCellsAndCountsItsStepsOnce() throws IOException {
        List<String> few = List.of("magnitude-lrr", "reinitialised", "transplanted-trained");
        LevelComparison some = comparison(few, List.of(1, 3), 2, 2);
        Counter counter = new Counter(Long.MAX_VALUE);
        LevelReport whole = some.run(folder.resolve("whole"), counter);
        assertEquals(counter.total, counter.done);
        long total = counter.total;
        for (long stop : new long[] {5, 40, total - 1}) {
            Path place = folder.resolve("stopped-" + stop);
            assertThrows(Stop.class, () -> some.run(place, new Counter(stop)));
            Counter again = new Counter(Long.MAX_VALUE);
            LevelReport resumed = some.run(place, again);
            assertEquals(cells(whole), cells(resumed));
            assertEquals(whole.overlaps(), resumed.overlaps());
            assertEquals(total, again.total);
            assertEquals(total, again.done);
        }
        // What is complete is read, times and all.
        assertEquals(whole, some.run(folder.resolve("whole"), new Counter(Long.MAX_VALUE)));
    }

    @Test
    void aLostCellIsMeasuredAgain() throws IOException {
        LevelComparison some = comparison(List.of("transplanted-back"), List.of(3), 2, 2);
        LevelReport whole = some.run(folder, LevelListener.SILENT);
        Files.delete(folder.resolve("results/transplanted-back-03.json"));
        Files.delete(folder.resolve("results/unpruned-00.json"));
        List<String> measured = new ArrayList<>();
        LevelReport again = some.run(folder, new LevelListener() {
            @Override
            public void onSteps(String method, long done, long total, double meanLoss) {}

            @Override
            public void onCell(LevelCell cell) {
                measured.add(cell.method() + " " + cell.level());
            }
        });
        assertEquals(List.of("unpruned 0", "transplanted-back 3"), measured);
        assertEquals(cells(whole), cells(again));
    }

    /** Without times, which are never the same twice. */
    private static List<LevelCell> cells(LevelReport report) {
        List<LevelCell> all = new ArrayList<>(List.of(report.unpruned(), report.deterministic()));
        all.addAll(report.cells());
        return all.stream()
                .map(cell -> new LevelCell(
                        cell.method(),
                        cell.level(),
                        cell.kept(),
                        cell.density(),
                        cell.layers(),
                        cell.quality(),
                        cell.diagram(),
                        0,
                        0))
                .toList();
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertRefused("level 0 is not in [1, 3]", List.of("magnitude"), List.of(0, 1));
        assertRefused("level 4 is not in [1, 3]", List.of("magnitude"), List.of(4));
        assertRefused("level 2 is not in [3, 3]", List.of("magnitude"), List.of(2, 2));
        assertRefused("level 1 is not in [3, 3]", List.of("magnitude"), List.of(2, 1));
        assertRefused("levels 0 is less than 1", List.of("magnitude"), List.of());
        assertRefused("methods 0 is less than 1", List.of(), List.of(1));
        assertRefused("method 'magnitud' is not one of magnitude, deviation,", List.of("magnitud"), List.of(1));
        assertRefused("name one twice", List.of("magnitude", "deviation", "magnitude"), List.of(1));
    }

    private void assertRefused(String reason, List<String> methods, List<Integer> levels) {
        var e = assertThrows(IllegalArgumentException.class, () -> comparison(methods, levels, 1, 1));
        assertTrue(e.getMessage().contains(reason), e::getMessage);
    }

    @Test
    void namesEveryMethodOnce() {
        List<String> names = LevelMethods.names();
        assertEquals(names.size(), names.stream().distinct().count());
        assertEquals(
                2 * 6L,
                IntStream.range(0, names.size())
                        .filter(i -> LevelMethods.findsMasks(names.get(i)))
                        .count(),
                "each score with and without rewinding");
    }
}
