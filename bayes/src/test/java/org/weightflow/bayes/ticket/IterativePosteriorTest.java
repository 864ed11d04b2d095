package org.weightflow.bayes.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.LEVELS;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.NET;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.SEEDS;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.TRAINING;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.VARIATIONAL;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.find;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.Divergence;
import org.weightflow.bayes.variational.NormalPrior;
import org.weightflow.bayes.variational.VariationalTrainer;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Checksum;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.selection.Scope;

class IterativePosteriorTest {
    private static final long FROM = 3;
    private static final long UNTIL = 12;

    @TempDir
    private Path folder;

    private static Posterior masked(Posterior posterior, Mask mask) {
        return Posterior.masked(posterior.mean(), posterior.deviation(), mask);
    }

    private static void assertSame(Posterior expected, Posterior actual) {
        assertEquals(expected.mask(), actual.mask());
        assertTrue(expected.mean().sameBits(actual.mean()), "means");
        assertTrue(expected.deviation().sameBits(actual.deviation()), "deviations");
    }

    /** The loop of the paper in a few lines, each level trained on from q_k, or from the q_T before it. */
    @ParameterizedTest(name = "rewinding {0}")
    @ValueSource(booleans = {true, false})
    void isTheLoopOfTrainingPruningAndRewinding(boolean rewind) throws IOException {
        VariationalTrainer trainer =
                new VariationalTrainer(NET, PosteriorBenchFixture.trainer(), TRAINING, VARIATIONAL);
        MagnitudePruning pruning = PosteriorBenchFixture.inMemory().pruning();
        Layout layout = NET.layout();
        List<Posterior> start = new ArrayList<>();
        for (Seed seed : SEEDS) {
            StateDict drawn = Initialisation.KAIMING_UNIFORM.draw(layout, seed.child("init"));
            start.add(VARIATIONAL.start().about(drawn, Mask.dense(layout)));
        }
        List<Posterior> rewound = trainer.train(start, SEEDS, 0, FROM, TrainingListener.SILENT);
        List<Posterior> trained = trainer.train(rewound, SEEDS, FROM, UNTIL, TrainingListener.SILENT);

        PosteriorBench bench = PosteriorBenchFixture.inMemory();
        var found = find(new IterativePosterior(PosteriorScore.SIGNAL_TO_NOISE, rewind), bench);
        for (int level = 1; level <= LEVELS; level++) {
            List<Posterior> begin = new ArrayList<>();
            for (int p = 0; p < SEEDS.size(); p++) {
                Posterior before = trained.get(p);
                Mask mask = pruning.prune(PosteriorScore.SIGNAL_TO_NOISE.of(before), before.mask(), new BitSet());
                begin.add(masked(rewind ? rewound.get(p) : before, mask));
            }
            trained = trainer.train(begin, SEEDS, FROM, UNTIL, TrainingListener.SILENT);
            for (int p = 0; p < SEEDS.size(); p++) {
                assertSame(trained.get(p), found.get(level, p));
            }
        }
        assertEquals(List.of(1, 2, 3), found.levels());
        assertSame(rewound.get(1), bench.rewound().get(1));
    }

    @ParameterizedTest
    @EnumSource(PosteriorScore.class)
    void levelsKeepExactCountsWithinTheLevelBefore(PosteriorScore score) throws IOException {
        PosteriorBench bench = PosteriorBenchFixture.inMemory();
        var found = find(IterativePosterior.of(score), bench);
        // 40 + 30 weights, of which 70 % stay each time: 49, 34.3, 23.8.
        assertEquals(List.of(70, 49, 34, 24), bench.pruning().keptByLevel());
        for (int p = 0; p < SEEDS.size(); p++) {
            Mask before = Mask.dense(NET.layout());
            for (int level = 1; level <= LEVELS; level++) {
                Mask mask = found.get(level, p).mask();
                assertEquals(bench.pruning().keptByLevel().get(level), mask.keptPrunable());
                assertTrue(mask.isWithin(before));
                before = mask;
            }
        }
        assertFalse(found.get(3, 0).mask().equals(found.get(3, 1).mask()), "members have masks of their own");
    }

    @Test
    void sparedEntriesStayWhole() throws IOException {
        Scope scope = Scope.global().withSpared(List.of("fc2.weight"));
        PosteriorBench bench = PosteriorBenchFixture.inMemory(scope, SearchListener.SILENT);
        var found = find(IterativePosterior.of(PosteriorScore.MAGNITUDE), bench);
        int spared = NET.layout().indexOf("fc2.weight");
        for (int level = 1; level <= LEVELS; level++) {
            Mask mask = found.get(level, 0).mask();
            assertEquals(30, mask.kept(spared));
            // 40 open values: 28, 20 (19.6), 14.
            assertEquals(30 + List.of(40, 28, 20, 14).get(level), mask.keptPrunable());
        }
    }

    @Test
    void prunedWeightsAreZeroInEveryDrawAndNotInTheDivergence() throws IOException {
        var found = find(IterativePosterior.of(PosteriorScore.MAGNITUDE), PosteriorBenchFixture.inMemory());
        Posterior posterior = found.get(3, 0);
        for (StateDict draw : posterior.draws(20, new Seed(9))) {
            float[] values = draw.toArray();
            for (int i = 0; i < values.length; i++) {
                if (!posterior.mask().keeps(i)) {
                    assertEquals(0, Float.floatToRawIntBits(values[i]));
                }
            }
        }
        assertEquals(24, posterior.uncertain(), "biases are points");
        float[] means = posterior.mean().toArray();
        float[] deviations = posterior.deviation().toArray();
        double sum = 0;
        for (int e = 0; e < NET.layout().entries().size(); e++) {
            for (int i = NET.layout().offset(e); i < NET.layout().offset(e + 1); i++) {
                if (NET.layout().entry(e).prunable() && posterior.mask().keeps(i)) {
                    double variance = deviations[i] * (double) deviations[i];
                    sum += (means[i] * (double) means[i] + variance - 1 - Math.log(variance)) / 2;
                }
            }
        }
        assertEquals(sum, Divergence.of(posterior, NormalPrior.defaults()), 1e-9);
    }

    @Test
    void findsTheSameWithAnotherNumberOfThreads() throws IOException {
        int threads = EngineRuntime.threads();
        PosteriorMethod method = IterativePosterior.of(PosteriorScore.MAGNITUDE);
        var before = find(method, PosteriorBenchFixture.inMemory());
        try {
            EngineRuntime.setThreads(threads == 1 ? 2 : 1);
            assertSame(
                    before.get(3, 1),
                    find(method, PosteriorBenchFixture.inMemory()).get(3, 1));
        } finally {
            EngineRuntime.setThreads(threads);
        }
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Stops a search at its n-th training step. */
    private static final class Stopper implements SearchListener {
        private int left;

        Stopper(int steps) {
            this.left = steps;
        }

        @Override
        public void onStep(Progress progress) {
            if (--left == 0) {
                throw new Stop();
            }
        }

        @Override
        public void skip(long steps) {}
    }

    @ParameterizedTest(name = "{0}, rewinding {1}")
    @CsvSource({"2, true", "20, true", "39, true", "30, false"})
    void anInterruptedSearchGoesOnToTheSameBytes(int steps, boolean rewind) throws IOException {
        PosteriorMethod method = new IterativePosterior(PosteriorScore.SIGNAL_TO_NOISE, rewind);
        Path whole = folder.resolve("whole");
        var expected = find(method, PosteriorBenchFixture.in(whole, SearchListener.SILENT));
        Path stopped = folder.resolve("stopped");
        assertThrows(Stop.class, () -> find(method, PosteriorBenchFixture.in(stopped, new Stopper(steps))));
        // A later run wants only what the first one did not hand over.
        var found = new PosteriorBenchFixture.Found(List.of(3));
        method.search("m", PosteriorBenchFixture.in(stopped, SearchListener.SILENT), found);
        assertEquals(files(whole), files(stopped));
        assertSame(expected.get(3, 1), found.get(3, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"level-02.json", "level-03-000001.mask.safetensors"})
    void whatIsLostIsMadeAgain(String lost) throws IOException {
        PosteriorMethod method = IterativePosterior.of(PosteriorScore.MAGNITUDE);
        find(method, PosteriorBenchFixture.in(folder, SearchListener.SILENT));
        Map<String, String> expected = files(folder);
        Files.delete(folder.resolve("m").resolve(lost));
        find(method, PosteriorBenchFixture.in(folder, SearchListener.SILENT));
        assertEquals(expected, files(folder));
    }

    @Test
    void withoutRewindingLostNetworksAreNamed() throws IOException {
        PosteriorMethod method = new IterativePosterior(PosteriorScore.MAGNITUDE, false);
        find(method, PosteriorBenchFixture.in(folder, SearchListener.SILENT));
        Map<String, String> expected = files(folder);
        Files.delete(folder.resolve("m/level-03.json"));
        Files.delete(folder.resolve("m/trained-03-000000.safetensors"));
        PosteriorBench bench = PosteriorBenchFixture.in(folder, SearchListener.SILENT);
        var last = new PosteriorBenchFixture.Found(List.of(3));
        var e = assertThrows(IOException.class, () -> method.search("m", bench, last));
        assertTrue(e.getMessage().startsWith("the networks of level 1 are no longer there"), e::getMessage);
        // Whoever wants every level has them all trained once more.
        find(method, PosteriorBenchFixture.in(folder, SearchListener.SILENT));
        assertEquals(expected, files(folder));
    }

    @Test
    void asksForNothingWhereNothingIsWanted() throws IOException {
        var none = new PosteriorBenchFixture.Found(Collections.emptyList());
        SearchListener deaf = new Stopper(1);
        IterativePosterior.of(PosteriorScore.MAGNITUDE)
                .search("m", PosteriorBenchFixture.inMemory(Scope.global(), deaf), none);
        assertEquals(List.of(), none.levels());
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(folder.relativize(file).toString(), Checksum.ofFile(file));
            }
        }
        return found;
    }
}
