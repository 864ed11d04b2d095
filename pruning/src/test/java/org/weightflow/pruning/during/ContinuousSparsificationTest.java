package org.weightflow.pruning.during;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

class ContinuousSparsificationTest {
    private static final Layout LAYOUT = Mlp.of(4, 2).layout();
    private static final ContinuousSparsification METHOD = ContinuousSparsification.defaults();

    @ParameterizedTest(name = "{0} epochs")
    @ValueSource(ints = {2, 3, 7, 85, 160})
    void temperatureRisesByOneFactorFromOneToItsFinalValue(int epochs) {
        assertEquals(1, METHOD.temperature(0, epochs));
        assertEquals(200, METHOD.temperature(epochs - 1, epochs));
        double factor = Math.pow(200, 1.0 / (epochs - 1));
        for (int e = 0; e < epochs - 1; e++) {
            assertEquals(factor, METHOD.temperature(e + 1, epochs) / METHOD.temperature(e, epochs), 1e-12 * factor);
        }
    }

    @ParameterizedTest(name = "s0 {0}")
    @ValueSource(doubles = {0, -0.1, 0.1, -0.01})
    void nextRoundNeverRaisesAGateAboveItsStartAndKeepsPrunedOnesNegative(double initial) {
        ContinuousSparsification method = METHOD.withInitialGate(initial);
        float[] trained = Planted.flat(LAYOUT, -3, -0.02, -1e-6, 0, 1e-6, 0.02, 0.3, 5);
        float[] next = method.nextGates(StateDict.of(LAYOUT, trained.clone())).toArray();
        for (int i = 0; i < 8; i++) {
            assertTrue(next[i] <= (float) initial, "gate " + i);
            assertTrue(trained[i] >= 0 || next[i] < 0, "gate " + i);
            assertEquals((float) Math.min(200.0 * trained[i], initial), next[i]);
        }
    }

    @Test
    void gatesBecomeAStep() {
        double last = 1;
        for (double beta : new double[] {1, 10, 100, 1000, 100_000}) {
            double gap = 0;
            for (double s : new double[] {-2, -0.3, -0.01, 0.01, 0.3, 2}) {
                gap = Math.max(gap, Math.abs(ContinuousSparsification.sigmoid(beta * s) - (s > 0 ? 1 : 0)));
            }
            assertTrue(gap < last, "beta " + beta);
            last = gap;
        }
        assertEquals(0, last, 1e-300);
    }

    @ParameterizedTest(name = "s0 {0}")
    @ValueSource(doubles = {0, -0.1, 0.1, -0.01, 2.7})
    void effectiveWeightsAreTheWeightsThemselvesAtTheStart(double initial) {
        ContinuousSparsification method = METHOD.withInitialGate(initial);
        float[] weights = {0.1f, -3e-7f, 12345.678f, -0f, Float.MIN_NORMAL, -3 * Float.MIN_VALUE};
        float[] gates = new float[weights.length];
        Arrays.fill(gates, method.initialGates(LAYOUT).toArray()[0]);
        FloatBuffer effective = FloatBuffer.allocate(weights.length + 2);
        new GatedValues(method, weights.clone(), gates, 0).effective(1, effective, 2);
        for (int i = 0; i < weights.length; i++) {
            assertEquals(Float.floatToRawIntBits(weights[i]), Float.floatToRawIntBits(effective.get(i + 2)));
        }
    }

    /** Of the objective sum of c W + lambda sum of sigma(beta s), by central differences in float64. */
    @Test
    void gradientsAreThoseOfTheObjective() {
        ContinuousSparsification method = METHOD.withInitialGate(-0.4).withPenalty(0.37);
        double beta = 3.5;
        float[] w = {0.5f, -1.25f, 2, 0.125f, -3};
        float[] s = {-1, -0.25f, 0, 0.5f, 0.75f};
        float[] c = {1, -2, 0.5f, 4, 0.25f};
        GatedValues values = new GatedValues(method, w.clone(), s.clone(), 0);
        values.effective(beta, FloatBuffer.allocate(w.length), 0);
        values.gradients(beta, FloatBuffer.wrap(c), 0);
        double h = 1e-5;
        for (int i = 0; i < w.length; i++) {
            double byWeight =
                    (objective(method, beta, c[i], w[i] + h, s[i]) - objective(method, beta, c[i], w[i] - h, s[i]))
                            / (2 * h);
            double byGate =
                    (objective(method, beta, c[i], w[i], s[i] + h) - objective(method, beta, c[i], w[i], s[i] - h))
                            / (2 * h);
            // float32 results of formulas in float64; differences of h^2.
            assertEquals(byWeight, values.weightGradient()[i], 1e-6 * Math.max(1, Math.abs(byWeight)));
            assertEquals(byGate, values.gateGradient()[i], 1e-6 * Math.max(1, Math.abs(byGate)));
        }
    }

    private static double objective(ContinuousSparsification method, double beta, double c, double w, double s) {
        double gate = 1 / (1 + Math.exp(-beta * s));
        double initial = 1 / (1 + Math.exp(-(float) method.initialGate()));
        return c * w * gate / initial + method.penalty() * gate;
    }

    @Test
    void ticketsAreScaledWhereThereAreGates() {
        Layout layout = Mlp.of(2, 2, 1).layout(); // fc1.weight 0..3, fc1.bias 4, 5, fc2.weight 6, 7, fc2.bias 8
        Selection selection = new Selection(layout, Scope.global().withSpared(List.of("fc2.weight")));
        float[] weights = Planted.flat(layout, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertArrayEquals(
                Planted.flat(layout, 2, 0, 0, 8, 5, 6, 7, 8, 9),
                METHOD.ticket(StateDict.of(layout, weights), Planted.mask(layout, 0, 3, 6, 7), selection)
                        .toArray());
    }

    @Test
    void refusesATemperatureThatFalls() {
        var e = assertThrows(IllegalArgumentException.class, () -> METHOD.withFinalTemperature(0.5));
        assertTrue(e.getMessage().contains("finalTemperature 0.5"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> METHOD.withInitialGate(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> METHOD.withPenalty(-1));
        assertThrows(IllegalArgumentException.class, () -> METHOD.withRounds(0));
    }
}
