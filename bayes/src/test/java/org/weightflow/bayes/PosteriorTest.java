package org.weightflow.bayes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class PosteriorTest {
    /** fc1.weight [2, 3] at 0..5, fc1.bias at 6..7. */
    private static final Layout LAYOUT = Mlp.of(3, 2).layout();

    private static final float[] MEANS = {1, -2, 0, 0.5f, 3, -1, 7, 8};
    private static final float[] DEVIATIONS = {0.5f, 0.1f, 2, 0, 1, 0.25f, 0, 0};
    /** Prunes values 1 and 4. */
    private static final Mask MASK = pruned(1, 4);

    private static Mask pruned(int... values) {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        for (int value : values) {
            kept.clear(value);
        }
        return Mask.of(LAYOUT, kept);
    }

    private static StateDict network(float... values) {
        return StateDict.of(LAYOUT, values.clone());
    }

    private static Posterior posterior() {
        return Posterior.masked(network(MEANS), network(DEVIATIONS), MASK);
    }

    @Test
    void maskedSetsMeansAndDeviationsOfPrunedValuesToZero() {
        Posterior posterior = posterior();
        assertTrue(posterior.mean().sameBits(network(1, 0, 0, 0.5f, 0, -1, 7, 8)));
        assertTrue(posterior.deviation().sameBits(network(0.5f, 0, 2, 0, 0, 0.25f, 0, 0)));
        assertEquals(3, posterior.uncertain());
    }

    @Test
    void prunedValuesAreZeroAndPointsTheirMeanInEveryDraw() {
        for (StateDict draw : posterior().draws(200, new Seed(1))) {
            float[] values = draw.toArray();
            for (int pruned : new int[] {1, 4}) {
                assertEquals(0, Float.floatToRawIntBits(values[pruned]));
            }
            for (int point : new int[] {3, 6, 7}) {
                assertEquals(MEANS[point], values[point]);
            }
            for (int i : new int[] {0, 2, 5}) {
                assertTrue(values[i] != MEANS[i], "value " + i + " is drawn");
            }
        }
    }

    /** Means within five standard errors, variances and covariances likewise: s_i s_j sqrt(2 / n) and s_i s_j / sqrt(n). */
    @Test
    void drawsHaveTheMomentsOfIndependentGaussians() {
        int count = 20_000;
        float[] means = posterior().mean().toArray();
        double[] sums = new double[8];
        double[][] products = new double[8][8];
        for (StateDict draw : posterior().draws(count, new Seed(2))) {
            float[] values = draw.toArray();
            for (int i = 0; i < 8; i++) {
                double away = values[i] - means[i];
                sums[i] += away;
                for (int j = 0; j <= i; j++) {
                    products[i][j] += away * (values[j] - means[j]);
                }
            }
        }
        float[] deviations = posterior().deviation().toArray();
        for (int i = 0; i < 8; i++) {
            assertEquals(0, sums[i] / count, 5 * deviations[i] / Math.sqrt(count), "mean " + i);
            for (int j = 0; j <= i; j++) {
                double scale = (double) deviations[i] * deviations[j];
                double expected = i == j ? scale : 0;
                assertEquals(expected, products[i][j] / count, 5 * scale * Math.sqrt(2.0 / count), i + ", " + j);
            }
        }
    }

    @Test
    void drawsAreReproducibleAndEachComesFromItsOwnChild() {
        Posterior posterior = posterior();
        assertTrue(posterior.draw(new Seed(3)).sameBits(posterior.draw(new Seed(3))));
        assertFalse(posterior.draw(new Seed(3)).sameBits(posterior.draw(new Seed(4))));
        List<StateDict> draws = posterior.draws(3, new Seed(3));
        for (int i = 0; i < 3; i++) {
            assertTrue(draws.get(i).sameBits(posterior.draw(new Seed(3).child(i))));
        }
        assertThrows(IllegalArgumentException.class, () -> posterior.draws(0, new Seed(3)));
    }

    /** Values that are no points take the stream's numbers in the order of the flat vector; points and pruned ones take none. */
    @Test
    void drawsGoThroughTheStreamInOrder() {
        SplittableRandom random = new Seed(6).random();
        float[] expected = posterior().mean().toArray();
        for (int i : new int[] {0, 2, 5}) {
            expected[i] = (float) (MEANS[i] + DEVIATIONS[i] * random.nextGaussian());
        }
        assertTrue(posterior().draw(new Seed(6)).sameBits(network(expected)));
    }

    @Test
    void aPointIsItsNetworkInEveryDraw() {
        Posterior point = Posterior.point(network(MEANS), MASK);
        assertEquals(0, point.uncertain());
        assertTrue(point.draw(new Seed(5)).sameBits(MASK.apply(network(MEANS))));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void refusesValuesThatAreNotFiniteNamingThem(float bad) {
        float[] values = MEANS.clone();
        values[5] = bad;
        assertRefused("fc1.weight, value 5: mean " + bad, values, DEVIATIONS, Mask.dense(LAYOUT));
        values = DEVIATIONS.clone();
        values[7] = bad;
        assertRefused("fc1.bias, value 1: mean 8.0 and deviation " + bad, MEANS, values, Mask.dense(LAYOUT));
    }

    @Test
    void refusesNegativeDeviationsAndPrunedValuesThatAreNotZero() {
        float[] values = DEVIATIONS.clone();
        values[2] = -0.5f;
        assertRefused("fc1.weight, value 2: mean 0.0 and deviation -0.5", MEANS, values, Mask.dense(LAYOUT));
        assertRefused("fc1.weight, value 2: pruned, but with mean 0.0 and deviation 2.0", MEANS, DEVIATIONS, pruned(2));
        assertRefused("fc1.weight, value 3: pruned, but with mean 0.5", MEANS, DEVIATIONS, pruned(3));
    }

    private static void assertRefused(String expected, float[] means, float[] deviations, Mask mask) {
        var e = assertThrows(
                IllegalArgumentException.class, () -> new Posterior(network(means), network(deviations), mask));
        assertTrue(e.getMessage().startsWith(expected), e::getMessage);
    }

    @Test
    void refusesPartsOfOtherLayouts() {
        Layout other = Mlp.of(4, 2).layout();
        StateDict otherNetwork = StateDict.of(other, new float[other.size()]);
        StateDict own = network(MEANS);
        for (var bad : List.<Executable>of(
                () -> new Posterior(own, otherNetwork, MASK), () -> new Posterior(own, own, Mask.dense(other)))) {
            var e = assertThrows(IllegalArgumentException.class, bad);
            assertTrue(e.getMessage().contains("fc1.weight"), e::getMessage);
        }
    }
}
