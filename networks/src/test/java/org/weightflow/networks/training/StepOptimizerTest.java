package org.weightflow.networks.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.TensorStore;

class StepOptimizerTest {
    private static final Layout FOUR = Layout.of(List.of(new Layout.Entry("w", List.of(4), Layout.Kind.WEIGHT, true)));

    /** Whoever wrote a pruned value in between, no step leaves it other than zero. */
    @Test
    void everyStepSetsPrunedValuesToZeroAgain() {
        BitSet kept = new BitSet();
        kept.set(1, 3);
        try (TensorStore store = new TensorStore(FOUR, 1)) {
            store.put(0, StateDict.of(FOUR, new float[] {9, 1, 2, 9}));
            StepOptimizer optimizer =
                    new StepOptimizer(store, new Sgd(0, 0, false), 0, List.of(Mask.of(FOUR, kept)), false);
            assertArrayEquals(new float[] {0, 1, 2, 0}, store.get(0).toArray());
            store.put(0, StateDict.of(FOUR, new float[] {7, 1, 2, 7}));
            step(store, optimizer);
            // The gradient of the sum of squares is twice the value; the rate is a quarter.
            assertArrayEquals(new float[] {0, 0.5f, 1, 0}, store.get(0).toArray());
        }
    }

    /**
     * Momentum 1/2, rate 1/4, gradient 2 w. Two steps under {1, 2}, then under {2, 3}: value 2 goes on with its momentum, value 1 is
     * gone, value 3 starts at zero, and when value 1 comes back it does so without the momentum that it had.
     */
    @Test
    void aChangedMaskForgetsWhatWasPrunedAndKeepsTheRest() {
        try (TensorStore store = new TensorStore(FOUR, 1)) {
            store.put(0, StateDict.of(FOUR, new float[] {9, 4, 4, 9}));
            StepOptimizer optimizer = new StepOptimizer(store, new Sgd(0.5, 0, false), 0, List.of(mask(1, 2)), false);
            step(store, optimizer);
            assertArrayEquals(new float[] {0, 2, 2, 0}, store.get(0).toArray());
            optimizer.changeMask(0, mask(2, 3));
            assertArrayEquals(new float[] {0, 0, 2, 0}, store.get(0).toArray());
            // Value 2: buffer 8 / 2 + 4 = 8, so 2 - 8 / 4 = 0.
            step(store, optimizer);
            assertArrayEquals(new float[] {0, 0, 0, 0}, store.get(0).toArray());
            optimizer.changeMask(0, mask(1, 2));
            store.put(0, StateDict.of(FOUR, new float[] {0, 4, 4, 0}));
            // Value 1: buffer 8, 4 - 2 = 2, as at first; value 2: buffer 8 / 2 + 8 = 12, 4 - 3 = 1.
            step(store, optimizer);
            assertArrayEquals(new float[] {0, 2, 1, 0}, store.get(0).toArray());
        }
    }

    private static Mask mask(int... values) {
        BitSet kept = new BitSet();
        for (int value : values) {
            kept.set(value);
        }
        return Mask.of(FOUR, kept);
    }

    private static void step(TensorStore store, StepOptimizer optimizer) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Leaves leaves = store.leaves();
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(leaves.get("w").square().sum());
            }
            optimizer.step(leaves, 0.25);
        }
    }
}
