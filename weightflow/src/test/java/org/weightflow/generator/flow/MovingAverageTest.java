package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;

class MovingAverageTest {
    /** Larger than a piece, and no multiple of it. */
    private static final int SIZE = 20_001;

    private static final Layout LAYOUT = Layout.of(List.of(
            new Layout.Entry("a", List.of(SIZE), Layout.Kind.WEIGHT, false),
            new Layout.Entry("b", List.of(3), Layout.Kind.BIAS, false)));
    private static final double ROUNDING = 1e-6;

    @Test
    void followsTheWeightsByItsWarmUpAndThenByItsDecay() {
        try (TensorStore weights = constant(1);
                TensorStore average = constant(0)) {
            MovingAverage moving = new MovingAverage(weights, average, 0.5);
            moving.add(0); // decay 1 / 10
            assertAll(0.9, average);
            weights.put(0, values(2));
            moving.add(1); // decay 2 / 11
            assertAll(0.9 * 2 / 11 + 2 * 9 / 11.0, average);
            double before = average.get(0).entry("b").get(2);
            weights.put(0, values(-4));
            moving.add(1000); // decay 0.5
            assertAll((before - 4) / 2, average);
            assertEquals(-4, weights.get(0).entry("a").get(SIZE - 1));
        }
    }

    private static void assertAll(double expected, TensorStore store) {
        for (float value : store.get(0).toArray()) {
            assertEquals(expected, value, ROUNDING);
        }
    }

    private static TensorStore constant(float value) {
        TensorStore store = new TensorStore(LAYOUT, 1);
        store.put(0, values(value));
        return store;
    }

    private static StateDict values(float value) {
        float[] flat = new float[LAYOUT.size()];
        Arrays.fill(flat, value);
        return StateDict.of(LAYOUT, flat);
    }
}
