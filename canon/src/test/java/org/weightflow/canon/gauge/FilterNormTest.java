package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Filter;

class FilterNormTest {
    private static final Seed SEED = new Seed(43);
    private static final Architecture ONE = GaugeContract.architecture("mlp-2-1-1-bn");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-9-8-3-bn",
                "resnet-8-width4-in3x8x8",
                "resnet-8-width2-conv-in1x8x8-classes3",
                "resnet-18-width2-in3x8x8",
                "vgg-11-bn-width2-in2x32x32"
            })
    void keepsToTheContractAndUndoesPlantedScales(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        StateDict weights = Planted.network(architecture, SEED);
        Gauge gauge = FilterNorm.like(weights, symmetry);
        StateDict chosen = GaugeContract.requireContract(architecture, gauge, SEED);
        assertTrue(Planted.difference(weights, chosen) > 0.1);
        for (int s = 0; s < 5; s++) {
            StateDict scaled = Planted.filtersScaled(weights, symmetry, new Seed(s));
            GaugeContract.requireSameFunction(architecture, weights, scaled);
            assertEquals(0, Planted.difference(chosen, gauge.apply(scaled)), GaugeContract.ROUNDING);
        }
        for (Filter filter : symmetry.filters()) {
            double before = 0;
            double after = 0;
            for (int u = 0; u < filter.units(); u++) {
                before += Math.pow(ScaleBalanceTest.norm(weights, filter.weights(), u), 2);
                after += Math.pow(ScaleBalanceTest.norm(chosen, filter.weights(), u), 2);
                assertEquals(
                        ScaleBalanceTest.norm(chosen, filter.weights(), 0),
                        ScaleBalanceTest.norm(chosen, filter.weights(), u),
                        1e-6);
            }
            assertEquals(before, after, 1e-5 * before, filter.name());
        }
    }

    /** A filter of norm 5 becomes sqrt 2 long: r = sqrt(2) / 5. */
    @Test
    void movesBiasMeanAndVarianceAlong() {
        float[] after = norm(3, 4, 6, 1.5f, 0.7f, -2f, 0.3f);
        double r = Math.sqrt(2) / 5;
        assertEquals(3 * r, after[0], 1e-6);
        assertEquals(4 * r, after[1], 1e-6);
        assertEquals(6 * r, after[2], 1e-6);
        assertEquals(1.5f, after[3]);
        assertEquals(0.7f, after[4]);
        assertEquals(-2 * r, after[5], 1e-6);
        assertEquals(r * r * (0.3f + 1e-5) - 1e-5, after[6], 1e-9);
    }

    /** A variance of 3 epsilon allows r >= 1/2, so that a filter of norm 5 stops at 2.5. */
    @Test
    void stopsWhereTheVarianceWouldBecomeNegative() {
        float[] after = norm(3, 4, 6, 1.5f, 0.7f, -2f, 3e-5f);
        assertEquals(1.5, after[0], 1e-6);
        assertEquals(2, after[1], 1e-6);
        assertEquals(-1, after[5], 1e-6);
        assertEquals(0, after[6], 1e-11);
        assertTrue(after[6] >= 0);
        float[] again = norm(after[0], after[1], after[2], after[3], after[4], after[5], after[6]);
        assertEquals(after[0], again[0], 1e-6);
        assertTrue(again[6] >= 0);
    }

    @Test
    void leavesFiltersOfZeros() {
        float[] after = norm(0, 0, 6, 1.5f, 0.7f, -2f, 0.3f);
        assertEquals(6, after[2]);
        assertEquals(0.3f, after[6]);
        StateDict zeros = state(0, 0, 6, 1.5f, 0.7f, -2f, 0.3f);
        Gauge like = FilterNorm.like(zeros, ONE.symmetry());
        assertEquals(Math.sqrt(2) * 0.6, like.apply(state(3, 4, 0, 1, 0, 0, 1)).toArray()[0], 1e-6);
    }

    @Test
    void namesAVarianceThatIsNone() {
        for (float variance : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
            var e = assertThrows(IllegalArgumentException.class, () -> norm(3, 4, 6, 1.5f, 0.7f, -2f, variance));
            assertEquals("bn1.running_var: " + variance + " is no variance", e.getMessage());
        }
    }

    private static float[] norm(float... values) {
        return FilterNorm.he(ONE.symmetry()).apply(state(values)).toArray();
    }

    /** Two weights, bias, gain, shift, mean, variance; then a counter and the output layer. */
    private static StateDict state(float... values) {
        assertEquals(
                List.of(2, 1, 1, 1, 1, 1, 1, 1, 1),
                ONE.layout().entries().stream().map(entry -> entry.size()).toList());
        float[] flat = Arrays.copyOf(values, ONE.layout().size());
        flat[8] = 1;
        return StateDict.of(ONE.layout(), flat);
    }
}
