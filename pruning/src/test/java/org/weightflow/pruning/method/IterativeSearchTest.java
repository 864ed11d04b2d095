package org.weightflow.pruning.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.persistence.TopologicallyCritical;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class IterativeSearchTest {
    @TempDir
    private Path folder;

    @Test
    void protectsTheSpanningEdgesOfTheNetworkThatIsPruned() throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        int unprotected = 0;
        for (boolean protect : new boolean[] {true, false}) {
            Workbench own = bench.of("protect-" + protect);
            AllTickets found = search(new IterativeMagnitude(protect), own);
            for (int level = 0; level < 3; level++) {
                List<StateDict> trained = bench.of("again-" + protect).trained(found.get(level));
                for (int p = 0; p < 2; p++) {
                    Mask next = found.get(level + 1).masks().get(p);
                    BitSet lost = TopologicallyCritical.protectedValues(
                            trained.get(p), found.get(level).masks().get(p));
                    lost.andNot(next.toBitSet());
                    assertTrue(!protect || lost.isEmpty(), "level " + level + " lost " + lost);
                    unprotected += lost.cardinality();
                }
            }
            for (int level = 0; level <= 3; level++) {
                assertEquals(
                        levels(bench).kept().get(level),
                        found.get(level).masks().get(0).keptPrunable());
            }
        }
        assertTrue(unprotected > 0, "magnitude alone loses some of them");
    }

    @Test
    void protectedLevelsAreNotTakenForTheUsualOnes() throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        AllTickets critical = search(new IterativeMagnitude(true), bench);
        AllTickets usual = search(new IterativeMagnitude(), bench);
        assertNotEquals(critical.last().masks(), usual.last().masks());
        assertFalse(bench.trained(critical.last())
                .get(0)
                .sameBits(bench.trained(usual.last()).get(0)));
        assertEquals(
                3, new IterativeMagnitude(true).history(bench, levels(bench)).size());
    }

    @Test
    void rewoundWeightsAreThoseOfStepK() throws IOException {
        for (int k : new int[] {0, 3}) {
            Workbench bench = IrisBench.inMemory(k);
            List<StateDict> expected = trained(bench, bench.initial(), List.of(), 0, k);
            AllTickets found = search(new IterativeMagnitude(), bench);
            for (int level = 0; level <= 3; level++) {
                for (int p = 0; p < 2; p++) {
                    assertTrue(
                            expected.get(p).sameBits(found.get(level).weights().get(p)), "k " + k);
                }
                assertEquals(k, found.get(level).from());
            }
        }
    }

    /** Among them the running statistics, which training after the rewinding moves on. */
    @Test
    void stateIsRewoundWithTheWeightsAndNeverMasked() throws IOException {
        Mlp normalised = new Mlp(List.of(4, 10, 3), Mlp.Norm.BATCH);
        Workbench bench = IrisBench.inMemory(normalised, 3, SearchListener.SILENT);
        Tickets tickets = search(new IterativeMagnitude(), bench).last();
        assertEquals(
                3, tickets.weights().get(0).entry("bn1.num_batches_tracked").get(0));
        assertEquals(36, tickets.masks().get(0).keptPrunable());
        for (String entry : List.of("bn1.weight", "bn1.running_mean", "bn1.running_var")) {
            assertEquals(10, tickets.masks().get(0).kept(normalised.layout().indexOf(entry)), entry);
        }
    }

    @Test
    void levelZeroIsDenseMasksAreNestedAndCountsExact() throws IOException {
        AllTickets found = search(new IterativeMagnitude(), IrisBench.inMemory(2));
        int[] counts = {70, 56, 45, 36}; // 70 weights, 20 % of the survivors a level, rounded
        for (int level = 0; level <= 3; level++) {
            for (int p = 0; p < 2; p++) {
                Mask mask = found.get(level).masks().get(p);
                assertEquals(counts[level], mask.keptPrunable());
                assertTrue(
                        level == 0 || mask.isWithin(found.get(level - 1).masks().get(p)));
            }
        }
        assertNotEquals(found.last().masks().get(0), found.last().masks().get(1));
    }

    /** What a level prunes is what its own trained networks have least of. */
    @Test
    void eachLevelPrunesTheSmallestOfItsOwnTrainedNetworks() throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        AllTickets found = search(new IterativeMagnitude(), bench);
        for (int level = 0; level < 3; level++) {
            Tickets tickets = found.get(level);
            List<StateDict> trained = trained(bench, tickets.weights(), tickets.masks(), 2, bench.lastStep());
            for (int p = 0; p < 2; p++) {
                float largestPruned = 0;
                float smallestKept = Float.MAX_VALUE;
                Mask before = tickets.masks().get(p);
                Mask after = found.get(level + 1).masks().get(p);
                float[] values = trained.get(p).toArray();
                for (int i = 0; i < values.length; i++) {
                    int entry = IrisBench.NET.layout().entryAt(i);
                    if (before.keeps(i) && IrisBench.NET.layout().entry(entry).prunable()) {
                        if (after.keeps(i)) {
                            smallestKept = Math.min(smallestKept, Math.abs(values[i]));
                        } else {
                            largestPruned = Math.max(largestPruned, Math.abs(values[i]));
                        }
                    }
                }
                assertTrue(largestPruned <= smallestKept);
                assertTrue(largestPruned > 0);
            }
        }
    }

    @Test
    void learningRateRewindingGoesOnWithTheWeightsOfTheLevelBefore() throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        AllTickets found = search(new LearningRateRewinding(), bench);
        AllTickets rewound = search(new IterativeMagnitude(), IrisBench.inMemory(2));
        for (int level = 1; level <= 3; level++) {
            Tickets before = found.get(level - 1);
            List<StateDict> trained = trained(bench, before.weights(), before.masks(), 2, bench.lastStep());
            for (int p = 0; p < 2; p++) {
                assertTrue(trained.get(p).sameBits(found.get(level).weights().get(p)));
            }
            assertEquals(2, found.get(level).from());
        }
        assertEquals(rewound.get(1).masks(), found.get(1).masks());
        assertNotEquals(rewound.get(3).masks(), found.get(3).masks());
    }

    @Test
    void fineTuningGoesOnGentlyAndLeavesNothingToTrain() throws IOException {
        Workbench bench = IrisBench.inMemory(0);
        AllTickets found = search(FineTuning.defaults(), bench);
        Tickets first = found.get(1);
        assertEquals(bench.lastStep(), first.from());
        StateDict dense = bench.dense().get(0);
        Mask mask = first.masks().get(0);
        assertTrue(mask.apply(first.weights().get(0)).sameBits(first.weights().get(0)), "pruned values are zero");
        double moved = distance(mask.apply(dense), first.weights().get(0));
        assertTrue(moved > 0 && moved < 0.5 * distance(bench.initial().get(0), dense), () -> "moved by " + moved);
    }

    @Test
    void oneShotPrunesTheDenseNetworksOnce() throws IOException {
        Workbench bench = IrisBench.inMemory(2);
        AllTickets oneShot = search(new OneShotMagnitude(), bench);
        AllTickets iterative = search(new IterativeMagnitude(), IrisBench.inMemory(2));
        assertEquals(iterative.get(1).masks(), oneShot.get(1).masks(), "one level is one shot");
        assertEquals(36, oneShot.get(3).masks().get(0).keptPrunable());
        assertTrue(bench.rewound().get(1).sameBits(oneShot.get(3).weights().get(1)));
    }

    /** Targets of 50, 20 and 10 % of 70 values; in between no level removes more than 20 % of what is left. */
    @Test
    void densitiesAreMetExactlyOnAWayOfEvenLevels() throws IOException {
        Workbench bench = IrisBench.inMemory(0);
        Targets targets = Targets.ofDensities(List.of(0.5, 0.2, 0.1), bench.selection());
        assertEquals(List.of(35, 14, 7), targets.kept());
        AllTickets found = new AllTickets();
        new IterativeMagnitude().search(bench, targets, found);
        for (int target = 0; target < 3; target++) {
            for (Mask mask : found.get(target).masks()) {
                assertEquals(targets.kept().get(target), mask.keptPrunable());
            }
        }
        LevelPlan plan = new LevelPlan(targets, PruneConfig.defaults(), bench.selection());
        // ceil(log 0.5 / log 0.8) = 4, ceil(log 0.4 / log 0.8) = 5, ceil(log 0.5 / log 0.8) = 4.
        assertEquals(13, plan.levels());
        assertEquals(0, plan.target(4).orElseThrow());
        assertEquals(1, plan.target(9).orElseThrow());
        assertEquals(2, plan.target(13).orElseThrow());
        assertTrue(plan.target(5).isEmpty());
    }

    /** Frankle and Carbin (2019): 266,200 weights of LeNet-300-100, the output layer at half the rate. */
    @Test
    void levelsOfThePublishedScheduleHaveThePublishedCounts() {
        PruneConfig rule = new PruneConfig(20, 0.2, PruneConfig.Scope.LAYER, Map.of("fc3.weight", 0.1));
        Selection selection = new Selection(Architectures.LENET_300_100.layout(), Scope.global());
        Targets targets = Targets.ofLevels(rule, 0, selection);
        double[] published = {51.28, 21.07, 13.52, 3.58, 2.87, 1.19};
        int[] rounds = {3, 7, 9, 15, 16, 20};
        for (int i = 0; i < rounds.length; i++) {
            assertEquals(published[i], 100 * targets.density(rounds[i], selection.layout()), 5e-3);
        }
        LevelPlan plan = new LevelPlan(targets, rule, selection);
        assertEquals(20, plan.levels());
        assertEquals(7, plan.target(7).orElseThrow());
    }

    @Test
    void nothingIsTrainedTwiceEvenByTwoMethods() throws IOException {
        long[] steps = new long[2];
        SearchListener counter = new SearchListener() {
            @Override
            public void onStep(Progress progress) {
                steps[0]++;
            }

            @Override
            public void skip(long skipped) {
                steps[1] += skipped;
            }
        };
        Workbench root = IrisBench.inMemory(IrisBench.NET, 2, counter);
        AllTickets imp = new AllTickets();
        new IterativeMagnitude().search(root.of("imp"), levels(root), imp);
        long last = root.lastStep();
        assertEquals(2 + 3 * (last - 2), steps[0]);
        assertEquals(steps[0], new IterativeMagnitude().steps(root, levels(root)));
        AllTickets reinitialised = new AllTickets();
        new Reinitialised().search(root.of("reinitialised"), levels(root), reinitialised);
        new Shuffled().search(root.of("shuffled"), levels(root), new AllTickets());
        new OneShotMagnitude().search(root.of("one-shot"), levels(root), new AllTickets());
        assertEquals(2 + 3 * (last - 2), steps[0], "their masks are there already");
        assertEquals(imp.get(3).masks(), reinitialised.get(3).masks());
    }

    @Test
    void goesOnWhereItWasStoppedToTheSameTickets() throws IOException {
        AllTickets whole = search(new LearningRateRewinding(), IrisBench.inMemory(2));
        long steps = new LearningRateRewinding().steps(IrisBench.inMemory(2), levels(IrisBench.inMemory(2)));
        for (int stop = 5; stop < steps; stop += 17) {
            Path place = folder.resolve("stopped-" + stop);
            int after = stop;
            int[] done = new int[1];
            SearchListener stopper = new SearchListener() {
                @Override
                public void onStep(Progress progress) {
                    if (++done[0] == after) {
                        throw new IllegalStateException("stopped");
                    }
                }

                @Override
                public void skip(long steps) {}
            };
            TicketReceiver trains = new TicketReceiver() {
                @Override
                public boolean wants(int target) {
                    return target == 3;
                }

                @Override
                public void found(int target, Tickets tickets, double seconds) {}
            };
            Workbench first = IrisBench.in(place, 2, stopper);
            assertThrows(IllegalStateException.class, () -> new LearningRateRewinding()
                    .search(first, levels(first), trains));
            AllTickets resumed = new AllTickets();
            Workbench second = IrisBench.in(place, 2, SearchListener.SILENT);
            new LearningRateRewinding().search(second, levels(second), new TicketReceiver() {
                @Override
                public boolean wants(int target) {
                    return target == 3;
                }

                @Override
                public void found(int target, Tickets tickets, double seconds) {
                    assertTrue(seconds > 0);
                    resumed.found(target, tickets, seconds);
                }
            });
            assertEquals(whole.last().masks(), resumed.last().masks());
            assertTrue(whole.last()
                    .weights()
                    .get(1)
                    .sameBits(resumed.last().weights().get(1)));
        }
    }

    @Test
    void aSearchWhoseNetworksWereDeletedSaysSo() throws IOException {
        Workbench bench = IrisBench.in(folder, 0, SearchListener.SILENT);
        new LearningRateRewinding().search(bench, levels(bench), new AllTickets());
        Workbench again = IrisBench.in(folder, 0, SearchListener.SILENT);
        again.forgetNetworks("trained-02");
        var e = assertThrows(
                IOException.class, () -> new LearningRateRewinding().search(again, levels(again), new AllTickets()));
        assertTrue(e.getMessage().contains("are no longer there"), e::getMessage);
    }

    private static Targets levels(Workbench bench) {
        return Targets.ofLevels(bench.settings().levels(), 0, bench.selection());
    }

    private static AllTickets search(TicketMethod method, Workbench bench) throws IOException {
        AllTickets found = new AllTickets();
        method.search(bench, levels(bench), found);
        return found;
    }

    private static List<StateDict> trained(
            Workbench bench, List<StateDict> start, List<Mask> masks, long from, long until) {
        PopulationTrainer trainer = bench.trainer();
        try (TensorStore population = bench.population(start)) {
            trainer.train(population, masks, bench.seeds(), from, until, TrainingListener.SILENT);
            return new ArrayList<>(Workbench.members(population));
        }
    }

    private static double distance(StateDict a, StateDict b) {
        double sum = 0;
        float[] x = a.toArray();
        float[] y = b.toArray();
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }
        assertFalse(Double.isNaN(sum));
        return Math.sqrt(sum);
    }
}
