package org.weightflow.pruning.during;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.Sgd;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class GradualMagnitudeTest {
    /** 1000 and 200 prunable values. */
    private static final Mlp NET = Mlp.of(50, 20, 10);

    private static final Layout LAYOUT = NET.layout();
    private static final TrainingSpan SPAN = new TrainingSpan(40, 140, 10);
    private static final GradualMagnitude METHOD = new GradualMagnitude(0.2, 0.6, 10);
    private static final int KEPT = 120;

    /**
     * Steps done 20 to 60 of the span: s = 1/4, 1/2, 3/4 and 1; 120 + 1080 (1 - s)^3 = 575.625, 255, 136.875 and 120.
     */
    @Test
    void followsTheCubicScheduleInExactNumbersAndNestedMasks() {
        List<Integer> counts = new ArrayList<>();
        float[] none = new float[LAYOUT.size()];
        try (TensorStore store = store()) {
            var group = rule(Scope.global(), Mask.dense(LAYOUT)).begin(store, 0);
            Mask before = group.mask(0);
            for (long t = SPAN.from(); t < SPAN.until(); t++) {
                Planted.step(group, store, t, 1, none);
                Mask mask = group.mask(0);
                assertTrue(mask.isWithin(before));
                assertTrue(store.get(0).sameBits(mask.apply(start())), "step " + t);
                if (!mask.equals(before)) {
                    assertEquals(0, (t + 1 - SPAN.from()) % 10, "step " + t);
                    counts.add(mask.keptPrunable());
                }
                before = mask;
            }
        }
        assertEquals(List.of(576, 255, 137, 120), counts);
    }

    @Test
    void keepsTheLargestMagnitudes() {
        try (TensorStore store = store()) {
            var group = rule(Scope.global(), Mask.dense(LAYOUT)).begin(store, 0);
            for (long t = SPAN.from(); t < SPAN.until(); t++) {
                Planted.step(group, store, t, 1, new float[LAYOUT.size()]);
            }
            float[] flat = start().toArray();
            double[] magnitudes = IntStream.range(0, flat.length)
                    .mapToDouble(i -> Math.abs(flat[i]))
                    .toArray();
            Mask oneShot = new Selection(LAYOUT, Scope.global()).select(magnitudes, Mask.dense(LAYOUT), KEPT);
            assertEquals(oneShot, group.mask(0));
        }
    }

    @Test
    void layersShareAsTheScopeSays() {
        try (TensorStore store = store()) {
            var group = rule(Scope.of(Scope.Shares.LAYER), Mask.dense(LAYOUT)).begin(store, 0);
            for (long t = SPAN.from(); t < SPAN.until(); t++) {
                Planted.step(group, store, t, 1, new float[LAYOUT.size()]);
            }
            assertArrayEquals(new int[] {100, 20}, new int[] {
                group.mask(0).kept(LAYOUT.indexOf("fc1.weight")), group.mask(0).kept(LAYOUT.indexOf("fc2.weight"))
            });
        }
    }

    /** From step 20 on every 30 until 60: 50, and 60 itself. */
    @Test
    void reachesTheNumberAtTheEndWhateverTheInterval() {
        MaskUpdates updates = METHOD.withEvery(30).over(SPAN, new Selection(LAYOUT, Scope.global()), KEPT);
        for (int t = 0; t < 100; t++) {
            MaskUpdates.Moment expected =
                    t + 1 == 50 || t + 1 == 60 ? MaskUpdates.Moment.STEP_AND_UPDATE : MaskUpdates.Moment.STEP;
            assertEquals(expected, updates.moment(SPAN.from() + t), "step " + t);
        }
    }

    @Test
    void aSparserMaskWaitsForTheSchedule() {
        Mask start = new Selection(LAYOUT, Scope.global()).select(new double[LAYOUT.size()], Mask.dense(LAYOUT), 200);
        try (TensorStore store = store()) {
            var group = rule(Scope.global(), start).begin(store, 0);
            for (long t = SPAN.from(); t < SPAN.from() + 45; t++) {
                Planted.step(group, store, t, 1, new float[LAYOUT.size()]);
            }
            assertEquals(start, group.mask(0));
            for (long t = SPAN.from() + 45; t < SPAN.until(); t++) {
                Planted.step(group, store, t, 1, new float[LAYOUT.size()]);
            }
            assertEquals(KEPT, group.mask(0).keptPrunable());
        }
    }

    @Test
    void refusesAMaskThatIsTooSparseAlready() {
        Mask start = new Selection(LAYOUT, Scope.global()).select(new double[LAYOUT.size()], Mask.dense(LAYOUT), 100);
        var e = assertThrows(IllegalArgumentException.class, () -> rule(Scope.global(), start));
        assertEquals("kept 120 is more than the 100 values of the mask to begin with", e.getMessage());
    }

    @Test
    void refusesASpanWithoutAStepToPruneAt() {
        Selection selection = new Selection(LAYOUT, Scope.global());
        var e = assertThrows(IllegalArgumentException.class, () -> new GradualMagnitude(0.2, 0.24, 1)
                .over(new TrainingSpan(0, 2, 1), selection, KEPT));
        assertTrue(e.getMessage().contains("leave no step to prune at"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new GradualMagnitude(0.5, 0.5, 1));
    }

    private static DynamicSparseTraining rule(Scope scope, Mask start) {
        return new DynamicSparseTraining(
                NET,
                TrainConfig.defaults().withOptimizer(new Sgd(0, 0, false)),
                List.of(start),
                List.of(new Seed(1)),
                METHOD.over(SPAN, new Selection(LAYOUT, scope), KEPT));
    }

    private static StateDict start() {
        return Initialisation.KAIMING_UNIFORM.draw(LAYOUT, new Seed(9));
    }

    private static TensorStore store() {
        TensorStore store = new TensorStore(LAYOUT, 1);
        store.put(0, start());
        return store;
    }
}
