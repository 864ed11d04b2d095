package org.weightflow.pruning.during;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.Sgd;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.during.RigL.Growth;

class RigLTest {
    /** fc1.weight [2, 4] at 0..7, fc1.bias at 8 and 9. */
    private static final Mlp NET = Mlp.of(4, 2);

    private static final Layout LAYOUT = NET.layout();
    /** 12 of 16 steps change masks: 0, 2, ... 10. */
    private static final TrainingSpan SPAN = new TrainingSpan(0, 16, 4);

    private static final RigL HALF = new RigL(0.5, 2, 0.75, Growth.GRADIENT);
    private static final float[] WEIGHTS = Planted.flat(LAYOUT, 0.1, 9, -0.5, 0.2, 9, 0.4, 9, 9);
    private static final Mask START = Planted.mask(LAYOUT, 0, 2, 3, 5);

    @Test
    void dropFractionFallsFromAlphaToNothing() {
        RigL rigL = RigL.defaults();
        UpdateSteps steps = new UpdateSteps(0, 750, 1);
        assertEquals(0.3, rigL.fractionAt(0, steps));
        assertEquals(0.15, rigL.fractionAt(375, steps), 1e-15);
        assertEquals(0, rigL.fractionAt(750, steps), 1e-15);
        for (int t = 0; t < 750; t++) {
            assertTrue(rigL.fractionAt(t + 1, steps) < rigL.fractionAt(t, steps));
        }
    }

    @Test
    void updatesComeEveryFewStepsUntilTheEndAndReplaceTheStep() {
        MaskUpdates updates = HALF.over(new TrainingSpan(100, 116, 4));
        for (int t = 0; t < 16; t++) {
            MaskUpdates.Moment expected = t < 12 && t % 2 == 0 ? MaskUpdates.Moment.UPDATE : MaskUpdates.Moment.STEP;
            assertEquals(expected, updates.moment(100 + t), "step " + t);
        }
    }

    /** Of four weights two go, 0 and 3; of the gradients outside 2 and 5 the largest are those of 0, which comes back, and 4. */
    @Test
    void dropsTheSmallestAndGrowsTheLargestGradientsOfAllThatAreNotKept() {
        float[] gradients = Planted.flat(LAYOUT, 5, 1, 100, 0.5, -4, 100, 3, 0, 7, 7);
        try (TensorStore store = store(WEIGHTS)) {
            var group = rule(HALF, START).begin(store, 0);
            Planted.step(group, store, 0, 1, gradients);
            assertEquals(Planted.mask(LAYOUT, 0, 2, 4, 5), group.mask(0));
            // No gradient step: the values of 0, 2 and 5 stay, and so do the biases; 4 starts at 0.
            assertArrayEquals(
                    Planted.flat(LAYOUT, 0.1, 0, -0.5, 0, 0, 0.4), store.get(0).toArray());
        }
    }

    @Test
    void momentumOfNewWeightsIsZeroAndThatOfOthersGoesOn() {
        float[] none = new float[LAYOUT.size()];
        try (TensorStore store = store(WEIGHTS)) {
            var group = rule(HALF, START).begin(store, 0);
            // Step 1 gives every kept weight the momentum 1, and moves it by -1 / 64.
            Planted.step(group, store, 1, 1.0 / 64, Planted.flat(LAYOUT, 1, 1, 1, 1, 1, 1, 1, 1));
            float[] before = store.get(0).toArray();
            // f_2 = 0.467 of 4 is one weight: 0 goes, 7 comes.
            Planted.step(group, store, 2, 1.0 / 64, Planted.flat(LAYOUT, 0, 0, 0, 0, 0, 0, 0, 8));
            assertEquals(Planted.mask(LAYOUT, 2, 3, 5, 7), group.mask(0));
            Planted.step(group, store, 3, 1.0 / 64, none);
            float[] after = store.get(0).toArray();
            for (int kept : new int[] {2, 3, 5}) {
                assertEquals(before[kept] - 0.5f / 64, after[kept], 1e-7f, "value " + kept);
            }
            assertEquals(0f, after[7]);
        }
    }

    @Test
    void equalMagnitudesDropTheHigherIndexAndEqualGradientsGrowTheLower() {
        float[] equal = Planted.flat(LAYOUT, 1, 1, 1, 1, 1, 1, 1, 1);
        try (TensorStore store = store(equal)) {
            var group = rule(HALF, Planted.mask(LAYOUT, 1, 3, 5, 7)).begin(store, 0);
            Planted.step(group, store, 0, 1, equal);
            assertEquals(Planted.mask(LAYOUT, 0, 1, 2, 3), group.mask(0));
        }
    }

    @Test
    void fullAndEmptyLayersStay() {
        float[] gradients = Planted.flat(LAYOUT, 5, 1, 9, 2, 4, 3, 3, 2);
        for (Mask mask : List.of(Mask.dense(LAYOUT), Planted.mask(LAYOUT))) {
            try (TensorStore store = store(WEIGHTS)) {
                var group = rule(HALF, mask).begin(store, 0);
                Planted.step(group, store, 0, 1, gradients);
                assertEquals(mask, group.mask(0));
                assertTrue(store.get(0).sameBits(mask.apply(StateDict.of(LAYOUT, WEIGHTS))));
            }
        }
    }

    /** Six of eight are kept and three move, more than the two places that are free: one dropped weight at least comes back. */
    @Test
    void growsNoMoreThanALayerHasPlacesFor() {
        Mask start = Planted.mask(LAYOUT, 0, 1, 2, 3, 4, 5);
        float[] weights = Planted.flat(LAYOUT, 1, 2, 3, 4, 5, 6);
        try (TensorStore store = store(weights)) {
            var group = rule(HALF, start).begin(store, 0);
            Planted.step(group, store, 0, 1, Planted.flat(LAYOUT, 1, 2, 3, 9, 9, 9, 5, 5));
            assertEquals(Planted.mask(LAYOUT, 2, 3, 4, 5, 6, 7), group.mask(0));
            assertEquals(3f, store.get(0).toArray()[2]);
        }
    }

    @Test
    void randomGrowthKeepsTheNumberAndDependsOnTheSeedAndTheStep() {
        RigL random = HALF.withGrowth(Growth.RANDOM);
        Mlp wide = Mlp.of(40, 10);
        BitSet some = Mask.dense(wide.layout()).toBitSet();
        some.clear(40, 400);
        Mask start = Mask.of(wide.layout(), some);
        float[] none = new float[wide.layout().size()];
        try (TensorStore store = new TensorStore(wide.layout(), 3)) {
            List<Seed> seeds = List.of(new Seed(1), new Seed(2), new Seed(1));
            var group = new DynamicSparseTraining(
                            wide, config(), List.of(start, start, start), seeds, random.over(SPAN))
                    .begin(store, 0);
            Planted.step(group, store, 0, 1, none, none, none);
            Mask first = group.mask(0);
            assertEquals(first, group.mask(2));
            assertNotEquals(first, group.mask(1));
            for (int p = 0; p < 3; p++) {
                assertEquals(40, group.mask(p).keptPrunable());
            }
            Planted.step(group, store, 2, 1, none, none, none);
            assertNotEquals(first, group.mask(0));
        }
    }

    @Test
    void namesTheGradientThatIsNotANumber() {
        try (TensorStore store = store(WEIGHTS)) {
            var group = rule(HALF, START).begin(store, 0);
            var e = assertThrows(
                    ArithmeticException.class,
                    () -> Planted.step(group, store, 0, 1, Planted.flat(LAYOUT, 1, 1, 1, Double.NaN)));
            assertEquals(
                    "member 0 at step 0: fc1.weight: the gradient of value 3 is not a number; "
                            + "lower the learning rate or clip gradients",
                    e.getMessage());
        }
    }

    @Test
    void refusesATrainingTooShortForItsUpdates() {
        RigL rigL = RigL.defaults();
        var e = assertThrows(IllegalArgumentException.class, () -> rigL.over(new TrainingSpan(0, 100, 10)));
        assertTrue(e.getMessage().contains("every 100 leaves only one update in the 75 steps"), e::getMessage);
    }

    @Test
    void hasNoMasksBeforeItIsTrained() {
        var rule = rule(HALF, START);
        var e = assertThrows(IllegalStateException.class, rule::masks);
        assertTrue(e.getMessage().contains("member 0 is not trained yet"), e::getMessage);
    }

    private static DynamicSparseTraining rule(RigL rigL, Mask start) {
        return new DynamicSparseTraining(NET, config(), List.of(start), List.of(new Seed(1)), rigL.over(SPAN));
    }

    private static TrainConfig config() {
        return TrainConfig.defaults().withOptimizer(new Sgd(0.5, 0, false));
    }

    private static TensorStore store(float[] weights) {
        TensorStore store = new TensorStore(LAYOUT, 1);
        store.put(0, StateDict.of(LAYOUT, weights.clone()));
        return store;
    }
}
