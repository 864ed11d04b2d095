package org.weightflow.networks.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The expected values are those of torch 2.13: {@code o = torch.optim.X([w], lr=0.05, ...)} with {@code w.grad} set to
 * {@link #gradient} before each {@code o.step()}, one step and eight.
 */
class OptimizerTest {
    private static final double RATE = 0.05;
    /** A few roundings of float32: torch fuses some products that we do not. */
    private static final float TOLERANCE = 1e-6f;

    static Stream<Arguments> matchesTorchStepByStep() {
        return Stream.of(
                Arguments.of(Adam.defaults(), new float[] {0.55f, -1.2f, 2.05f, 0.049f}, new float[] {
                    0.3197055f, -0.8551073f, 2.399493f, 0.06267981f
                }),
                Arguments.of(
                        new Adam(0.8, 0.95, 1e-4, 0.1),
                        new float[] {0.49999815f, -1.2000027f, 2.0499928f, 0.04899168f},
                        new float[] {0.23610729f, -0.8562706f, 2.3984792f, 0.0472189f}),
                Arguments.of(
                        new AdamW(0.9, 0.999, 1e-8, 0.1),
                        new float[] {0.5475f, -1.19375f, 2.04f, 0.049004998f},
                        new float[] {0.30328315f, -0.81348747f, 2.3135636f, 0.060619365f}),
                Arguments.of(new Sgd(0, 0, false), new float[] {0.5025f, -1.16375f, 2.045f, 0.029045f}, new float[] {
                    0.44241175f, -0.60816145f, 2.3437965f, -0.0060155503f
                }),
                Arguments.of(
                        new Sgd(0.9, 0.01, false),
                        new float[] {0.50225f, -1.163125f, 2.044f, 0.029045502f},
                        new float[] {0.32084614f, 0.56489193f, 3.271994f, 0.04373221f}),
                Arguments.of(
                        new Sgd(0.9, 0, true),
                        new float[] {0.50475f, -1.086125f, 2.0855f, 0.056085497f},
                        new float[] {0.29569575f, 0.45378372f, 3.629142f, 0.017179832f}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void matchesTorchStepByStep(Optimizer optimizer, float[] afterOne, float[] afterEight) {
        float[] w = {0.5f, -1.25f, 2.0f, -0.001f};
        float[][] state = new float[optimizer.slots()][w.length];
        for (int t = 0; t < 8; t++) {
            optimizer.step(w, gradient(t, w), state, w.length, RATE, t + 1);
            if (t == 0) {
                assertArrayEquals(afterOne, w, TOLERANCE);
            }
        }
        assertArrayEquals(afterEight, w, 2 * TOLERANCE);
    }

    @Test
    void changesOnlyAsManyValuesAsItIsGiven() {
        float[][] state = new float[2][3];
        float[] w = {1, 1, 1};
        Adam.defaults().step(w, new float[] {1, 2, 3}, state, 2, RATE, 1);
        assertTrue(state[0][0] > 0 && state[0][1] > state[0][0] && w[1] < 1);
        assertEquals(0, state[0][2]);
        assertEquals(1, w[2]);
    }

    /** Rounding moments off must not reach gradients that still move a weight: here by 1 % of the rate. */
    @Test
    void feelsTinyGradients() {
        float[] w = {0};
        Adam.defaults().step(w, new float[] {1e-10f}, new float[2][1], 1, RATE, 1);
        assertEquals(-RATE * 1e-10 / (1e-10 + 1e-8), w[0], 1e-5 * RATE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void keepsItsStateOutOfTheSubnormalNumbers(Optimizer optimizer) {
        float[][] state = new float[optimizer.slots()][1];
        float[] w = {1};
        for (int step = 1; step <= 3000; step++) {
            optimizer.step(w, new float[] {step == 1 ? 1e-15f : 0}, state, 1, RATE, step);
            for (float[] slot : state) {
                assertTrue(slot[0] == 0 || Math.abs(slot[0]) >= Float.MIN_NORMAL, "step " + step + ": " + slot[0]);
            }
        }
    }

    static Stream<Optimizer> rules() {
        return Stream.of(Adam.defaults(), new AdamW(0.9, 0.999, 1e-8, 0), Sgd.defaults());
    }

    @Test
    void nesterovNeedsMomentum() {
        var e = assertThrows(IllegalArgumentException.class, () -> new Sgd(0, 0, true));
        assertTrue(e.getMessage().contains("nesterov"), e::getMessage);
    }

    private static float[] gradient(int t, float[] w) {
        float[] slope = {0.3f, 1.7f, -0.4f, 0.9f};
        float[] direction = {1, -2, 0.5f, 3};
        double shift = 0.1 * (t * 7 % 5) - 0.2;
        float[] g = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            g[i] = w[i] * slope[i] + direction[i] * (float) shift;
        }
        return g;
    }
}
