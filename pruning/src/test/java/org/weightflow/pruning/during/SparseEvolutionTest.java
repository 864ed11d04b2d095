package org.weightflow.pruning.during;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.Sgd;
import org.weightflow.networks.training.TrainConfig;

class SparseEvolutionTest {
    /** fc1.weight [2, 10] at 0..19. */
    private static final Mlp NET = Mlp.of(10, 2);

    private static final Layout LAYOUT = NET.layout();
    private static final TrainingSpan SPAN = new TrainingSpan(0, 12, 4);
    /** Seven positive ones, four negative ones, a zero; the rest is pruned. */
    private static final float[] WEIGHTS =
            Planted.flat(LAYOUT, 0.3, -0.2, 0.1, 0.4, -0.1, 0.2, 0.5, -0.3, 0.6, 0.7, -0.4, 0);

    private static final Mask START = Planted.mask(LAYOUT, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    @Test
    void evolvesAfterEachEpochButTheLast() {
        MaskUpdates updates = SparseEvolution.defaults().over(new TrainingSpan(100, 112, 4));
        assertEquals(
                List.of(103L, 107L),
                LongStream.range(0, 200)
                        .filter(t -> updates.moment(t) == MaskUpdates.Moment.STEP_AND_UPDATE)
                        .boxed()
                        .toList());
        assertEquals(
                MaskUpdates.Moment.STEP_AND_UPDATE,
                SparseEvolution.defaults().withEvery(3).over(SPAN).moment(2));
    }

    /** 0.3 of 7 is two positive ones, 2 and 5; 0.3 of 4 one negative, 4; and the zero, 11. */
    @Test
    void removesTheSmallestOfEachSignAndGrowsAsManyAnywhere() {
        BitSet core = START.toBitSet();
        for (int removed : new int[] {2, 4, 5, 11}) {
            core.clear(removed);
        }
        Set<Integer> grownOverSeeds = new HashSet<>();
        for (int s = 0; s < 40; s++) {
            try (TensorStore store = store()) {
                var group = rule(START, s).begin(store, 0);
                Planted.step(group, store, 3, 1, new float[LAYOUT.size()]);
                Mask mask = group.mask(0);
                assertEquals(12, mask.keptPrunable());
                BitSet grown = mask.toBitSet();
                grown.andNot(core);
                assertEquals(4, grown.cardinality(), "all that stays is kept");
                float[] after = store.get(0).toArray();
                for (int i = 0; i < 20; i++) {
                    // Also what was removed and grew again starts at zero.
                    assertEquals(core.get(i) ? WEIGHTS[i] : 0f, after[i], "value " + i);
                }
                grown.stream().forEach(grownOverSeeds::add);
            }
        }
        assertEquals(Set.of(2, 4, 5, 11, 12, 13, 14, 15, 16, 17, 18, 19), grownOverSeeds);
    }

    /** Each of 600 members draws four of twelve places; five standard deviations of a binomial count. */
    @Test
    void everyFreePlaceIsAsLikely() {
        int draws = 600;
        int[] counts = new int[20];
        List<Seed> seeds = IntStream.range(0, draws).mapToObj(Seed::new).toList();
        DynamicSparseTraining rule = new DynamicSparseTraining(
                NET,
                config(),
                Collections.nCopies(draws, START),
                seeds,
                SparseEvolution.defaults().over(SPAN));
        try (TensorStore store = new TensorStore(LAYOUT, draws)) {
            for (int p = 0; p < draws; p++) {
                store.put(p, StateDict.of(LAYOUT, WEIGHTS));
            }
            var group = rule.begin(store, 0);
            float[][] none = new float[draws][LAYOUT.size()];
            Planted.step(group, store, 3, 1, none);
            for (int p = 0; p < draws; p++) {
                group.mask(p).toBitSet().stream().filter(i -> i < 20).forEach(i -> counts[i]++);
            }
        }
        for (int i : new int[] {2, 4, 5, 11, 12, 13, 14, 15, 16, 17, 18, 19}) {
            assertEquals(draws / 3.0, counts[i], 5 * Math.sqrt(draws * 2 / 9.0), "value " + i);
        }
    }

    @Test
    void whatIsGrownHasNoMomentum() {
        try (TensorStore store = store()) {
            var group = rule(START, 5).begin(store, 0);
            float[] ones = new float[LAYOUT.size()];
            Arrays.fill(ones, 1f);
            Planted.step(group, store, 3, 1e-3, ones);
            float[] before = store.get(0).toArray();
            Planted.step(group, store, 4, 1e-3, new float[LAYOUT.size()]);
            float[] after = store.get(0).toArray();
            int moving = 0;
            for (int i = 0; i < 20; i++) {
                moving += after[i] != before[i] ? 1 : 0;
                assertTrue(before[i] != 0 || after[i] == 0, "value " + i);
            }
            // The step made the zero a negative weight, the smallest of five: 2 positive ones and it are removed.
            assertEquals(9, moving);
        }
    }

    @Test
    void layersOfWhichNothingIsPrunedStay() {
        try (TensorStore store = store()) {
            var group = rule(Mask.dense(LAYOUT), 1).begin(store, 0);
            Planted.step(group, store, 3, 1, new float[LAYOUT.size()]);
            assertTrue(store.get(0).sameBits(StateDict.of(LAYOUT, WEIGHTS)));
        }
    }

    /** Places are explored over updates: never fewer, from the density to 1. */
    @Test
    void exploredShareGrowsWithTheUpdates() {
        double last = START.density();
        for (int updates = 0; updates < 30; updates++) {
            try (TensorStore store = store()) {
                DynamicSparseTraining rule = new DynamicSparseTraining(
                        NET,
                        config(),
                        List.of(START),
                        List.of(new Seed(1)),
                        SparseEvolution.defaults().withEvery(1).over(new TrainingSpan(0, 40, 40)));
                var group = rule.begin(store, 0);
                for (int t = 0; t < updates; t++) {
                    Planted.step(group, store, t, 1, new float[LAYOUT.size()]);
                }
                group.finish();
                double explored = rule.exploredShares().get(0);
                assertTrue(explored >= last && explored <= 1, explored + " after " + last);
                assertEquals(12, rule.masks().get(0).keptPrunable());
                last = explored;
            }
        }
        assertTrue(last > 0.9, "explored " + last);
    }

    @Test
    void refusesATrainingWithoutAnUpdate() {
        SparseEvolution evolution = SparseEvolution.defaults();
        var e = assertThrows(IllegalArgumentException.class, () -> evolution.over(new TrainingSpan(0, 4, 4)));
        assertTrue(e.getMessage().contains("a training of 4 steps has no update after 4 of them"), e::getMessage);
    }

    private static DynamicSparseTraining rule(Mask start, int seed) {
        return new DynamicSparseTraining(
                NET,
                config(),
                List.of(start),
                List.of(new Seed(seed)),
                SparseEvolution.defaults().over(SPAN));
    }

    private static TrainConfig config() {
        return TrainConfig.defaults().withOptimizer(new Sgd(0.9, 0, false));
    }

    private static TensorStore store() {
        TensorStore store = new TensorStore(LAYOUT, 1);
        store.put(0, StateDict.of(LAYOUT, WEIGHTS.clone()));
        return store;
    }
}
