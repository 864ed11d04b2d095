package org.weightflow.generator.flow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.Sgd;

class WeightUpdateTest {
    /** Larger than what a thread takes at once, and no multiple of a piece. */
    private static final int SIZE = 20_001;

    private static final Layout LAYOUT = Layout.of(List.of(
            new Layout.Entry("a", List.of(SIZE), Layout.Kind.WEIGHT, false),
            new Layout.Entry("b", List.of(3), Layout.Kind.BIAS, false)));
    private static final double ROUNDING = 1e-6;
    private static final Sgd PLAIN = new Sgd(0, 0, false);
    /** All ones. */
    private static final Gradients ONES = (entry, from, target, count) -> Arrays.fill(target, 0, count, 1f);

    @Test
    void theAverageFollowsByItsWarmUpAndThenByItsDecay() {
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0);
                TensorStore average = constant(7)) {
            WeightUpdate update = new WeightUpdate(weights, PLAIN, 0, 0.15);
            update.copyAverage(average);
            assertAll(0, average);
            update.step(team, ONES, 1); // weights -1, decay 1 / 10
            update.copyAverage(average);
            assertAll(-1, weights);
            assertAll(-0.9, average);
            update.step(team, ONES, 1); // weights -2, decay 2 / 11 > 0.15
            update.copyAverage(average);
            assertAll(-0.9 * 0.15 - 2 * 0.85, average);
        }
    }

    @Test
    void withoutADecayTheAverageIsTheWeights() {
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0);
                TensorStore average = constant(7)) {
            WeightUpdate update = new WeightUpdate(weights, PLAIN, 0, 0);
            update.step(team, ONES, 0.25);
            update.copyAverage(average);
            assertArrayEquals(weights.get(0).toArray(), average.get(0).toArray());
            assertAll(-0.25, average);
        }
    }

    @Test
    void clipsByTheNormOfAllEntries() {
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0)) {
            new WeightUpdate(weights, PLAIN, 2, 0).step(team, ONES, 1);
            assertAll(-2 / Math.sqrt(SIZE + 3), weights);
        }
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0)) {
            new WeightUpdate(weights, PLAIN, 1000, 0).step(team, ONES, 1);
            assertAll(-1, weights);
        }
    }

    @Test
    void givesEachValueItsOwnGradient() {
        Gradients numbered = (entry, from, target, count) -> {
            for (int i = 0; i < count; i++) {
                target[i] = entry * SIZE + from + i;
            }
        };
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0)) {
            new WeightUpdate(weights, PLAIN, 0, 0.5).step(team, numbered, 1);
            float[] flat = weights.get(0).toArray();
            for (int i = 0; i < flat.length; i++) {
                assertEquals(-i, flat[i]);
            }
        }
    }

    private static void assertAll(double expected, TensorStore store) {
        for (float value : store.get(0).toArray()) {
            assertEquals(expected, value, ROUNDING);
        }
    }

    private static TensorStore constant(float value) {
        TensorStore store = new TensorStore(LAYOUT, 1);
        float[] flat = new float[LAYOUT.size()];
        Arrays.fill(flat, value);
        store.put(0, StateDict.of(LAYOUT, flat));
        return store;
    }
}
