package org.weightflow.generator.flow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.AdamW;

class WeightUpdateTest {
    /** Larger than what a thread takes at once, and no multiple of a piece. */
    private static final int SIZE = 20_001;

    private static final Layout LAYOUT = Layout.of(List.of(
            new Layout.Entry("a", List.of(SIZE), Layout.Kind.WEIGHT, false),
            new Layout.Entry("b", List.of(3), Layout.Kind.BIAS, false)));
    private static final double ROUNDING = 2e-6;
    /** A step of the rate's size against the gradient's sign. */
    private static final AdamW SIGN = new AdamW(0, 0, 1e-8, 0);
    /** A step of the rate times g / (|g| + 1e6): at rate 1e6 nearly plain gradient descent. */
    private static final AdamW PLAIN = new AdamW(0, 0, 1e6, 0);

    /** All ones. */
    private static final Gradients ONES = (entry, from, target, count) -> Arrays.fill(target, 0, count, 1f);

    @Test
    void theAverageFollowsByItsWarmUpAndThenByItsDecay() {
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0);
                TensorStore average = constant(7)) {
            WeightUpdate update = new WeightUpdate(weights, SIGN, 0, 0.15, new TrainingTimes());
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
            WeightUpdate update = new WeightUpdate(weights, SIGN, 0, 0, new TrainingTimes());
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
            new WeightUpdate(weights, PLAIN, 2, 0, new TrainingTimes()).step(team, ONES, 1e6);
            assertAll(-2 / Math.sqrt(SIZE + 3), weights);
        }
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0)) {
            new WeightUpdate(weights, PLAIN, 1000, 0, new TrainingTimes()).step(team, ONES, 1e6);
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
            new WeightUpdate(weights, PLAIN, 0, 0.5, new TrainingTimes()).step(team, numbered, 1e6);
            float[] flat = weights.get(0).toArray();
            for (int i = 0; i < flat.length; i++) {
                assertEquals(-i / (1 + i / 1e6), flat[i], 1e-5 * i);
            }
        }
    }

    /** The one of the populations, in float32 like this one; they differ by the rounding of a product. */
    @Test
    void isTheStepOfAdamW() {
        AdamW rule = new AdamW(0.9, 0.95, 1e-8, 0.1);
        int size = LAYOUT.size();
        float[] expected = new float[size];
        Arrays.fill(expected, 0.5f);
        float[][] state = new float[rule.slots()][size];
        SplittableRandom random = new Seed(4).random();
        try (EngineTeam team = new EngineTeam();
                TensorStore weights = constant(0.5f)) {
            WeightUpdate update = new WeightUpdate(weights, rule, 0, 0, new TrainingTimes());
            for (int step = 1; step <= 10; step++) {
                float[] g = new float[size];
                for (int i = 0; i < size; i++) {
                    g[i] = (float) random.nextGaussian();
                }
                float[] read = g.clone();
                update.step(
                        team,
                        (entry, from, target, count) ->
                                System.arraycopy(read, LAYOUT.offset(entry) + from, target, 0, count),
                        0.01);
                rule.step(expected, g, state, size, 0.01, step);
            }
            assertArrayEquals(expected, weights.get(0).toArray(), (float) ROUNDING);
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
