package org.weightflow.generator.evaluation.outlier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;

class OutlierSetsTest {
    private static final Seed SEED = new Seed(3);

    /** Two colours of three by three pixels: 0 to 8, then 100 to 108; the second image is larger by 1000. */
    private static final Examples IMAGES = Examples.of(
            floats(IntStream.range(0, 36).map(i -> i / 18 * 1000 + i % 18 / 9 * 100 + i % 9)),
            new int[] {1, 0},
            List.of(2, 3, 3),
            2);

    @Test
    void rotationIsThatOfNumpy() {
        // numpy.rot90(numpy.arange(9).reshape(3, 3)).
        float[] turned = {2, 5, 8, 1, 4, 7, 0, 3, 6};
        float[] features = OutlierSets.of(IMAGES, SEED).get(OutlierSets.ROTATED).features();
        for (int plane = 0; plane < 4; plane++) {
            float base = plane / 2 * 1000 + plane % 2 * 100;
            for (int i = 0; i < 9; i++) {
                assertEquals(base + turned[i], features[9 * plane + i]);
            }
        }
    }

    @Test
    void onePermutationMovesThePixelsOfAllImagesWithTheirColours() {
        float[] features =
                OutlierSets.of(IMAGES, SEED).get(OutlierSets.PERMUTED).features();
        float[] first = Arrays.copyOf(features, 9);
        float[] sorted = first.clone();
        Arrays.sort(sorted);
        assertArrayEquals(floats(IntStream.range(0, 9)), sorted);
        assertFalse(Arrays.equals(sorted, first));
        for (int plane = 1; plane < 4; plane++) {
            for (int i = 0; i < 9; i++) {
                assertEquals(first[i] + plane / 2 * 1000 + plane % 2 * 100, features[9 * plane + i]);
            }
        }
        assertFalse(Arrays.equals(
                features,
                OutlierSets.of(IMAGES, new Seed(4)).get(OutlierSets.PERMUTED).features()));
    }

    @Test
    void noiseIsUniformBetweenTheLeastAndTheLargestValue() {
        Examples wide = Examples.of(floats(IntStream.range(-500, 3500)), new int[1000], List.of(4), 3);
        double[] sorted = new double[4000];
        float[] noise = OutlierSets.of(wide, SEED).get(OutlierSets.NOISE).features();
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = noise[i];
        }
        Arrays.sort(sorted);
        assertTrue(sorted[0] >= -500 && sorted[3999] <= 3499);
        // Kolmogorov's distance of 4000 uniform values is below 1.95 / sqrt(4000) in all but one of 1000 cases.
        for (int i = 0; i < 4000; i++) {
            assertEquals(i / 4000.0, (sorted[i] + 500) / 3999, 1.95 / Math.sqrt(4000));
        }
    }

    /**
     * Values at the middle of the range -10 to 30 get N(0, (.25 * 40)^2), of which those beyond two deviations, a share of
     * 2 Phi(-2) = .0455, are clipped.
     */
    @Test
    void noiseIsAddedInSharesOfTheRange() {
        int n = 20_000;
        float[] values = new float[n + 2];
        Arrays.fill(values, 10);
        values[n] = -10;
        values[n + 1] = 30;
        Examples test = Examples.of(values, new int[2], List.of(n / 2 + 1), 3);
        float[] noisy = OutlierSets.noisy(test, .25, SEED).features();
        double[] sorted = new double[n];
        for (int i = 0; i < n; i++) {
            assertTrue(noisy[i] >= -10 && noisy[i] <= 30);
            sorted[i] = (noisy[i] - 10) / 10.0;
        }
        Arrays.sort(sorted);
        // Phi at -2, -1, 0, 1 and 2; five deviations of an empirical share are at most 2.5 / sqrt(n).
        double[] phi = {.02275, .158655, .5, .841345, .97725};
        for (int z = -2; z <= 2; z++) {
            int at = z;
            double share = Arrays.stream(sorted).filter(v -> v <= at && v > -2).count() / (double) n;
            assertEquals(z == 2 ? 1 - phi[0] : phi[z + 2] - phi[0], share, 2.5 / Math.sqrt(n));
        }
        assertEquals(.02275, Arrays.stream(sorted).filter(v -> v == -2).count() / (double) n, .006);
        assertEquals(.02275, Arrays.stream(sorted).filter(v -> v == 2).count() / (double) n, .006);
    }

    @Test
    void noisyExamplesAreOnRequestOnly() {
        Examples none = OutlierSets.noisy(IMAGES, 0, SEED);
        assertArrayEquals(IMAGES.features(), none.features());
        assertEquals(IMAGES.exampleShape(), none.exampleShape());
        float[] noisy = OutlierSets.noisy(IMAGES, OutlierSets.DEVIATION, SEED).features();
        assertArrayEquals(
                noisy, OutlierSets.noisy(IMAGES, OutlierSets.DEVIATION, SEED).features());
        assertFalse(Arrays.equals(
                noisy,
                OutlierSets.noisy(IMAGES, OutlierSets.DEVIATION, new Seed(4)).features()));
        assertEquals(
                Set.of(OutlierSets.NOISE, OutlierSets.PERMUTED, OutlierSets.ROTATED),
                OutlierSets.of(IMAGES, SEED).keySet());
        var e = assertThrows(IllegalArgumentException.class, () -> OutlierSets.noisy(IMAGES, -1, SEED));
        assertEquals("deviation -1.0 is negative or not finite", e.getMessage());
    }

    /** The range is that of all test examples, not of those that were taken alone. */
    @Test
    void noisyExamplesAreThinnedAndKnowTheWholeRange() {
        float[] values = new float[2500];
        values[1] = 1000;
        Examples some = OutlierSets.noisy(Examples.of(values, new int[2500], List.of(1), 1), .5, SEED);
        assertEquals(OutlierSets.MOST, some.count());
        double largest = 0;
        for (float value : some.features()) {
            largest = Math.max(largest, value);
        }
        assertTrue(largest > 500, "largest " + largest);
    }

    @Test
    void whatIsNoSquareImageIsNotTurned() {
        Map<String, Examples> sets = OutlierSets.of(Examples.of(new float[8], new int[2], List.of(4), 3), SEED);
        assertEquals(Set.of(OutlierSets.NOISE, OutlierSets.PERMUTED), sets.keySet());
        assertEquals(3, sets.get(OutlierSets.NOISE).classes());
    }

    @Test
    void manyExamplesAreThinnedEvenly() {
        Examples many = Examples.of(floats(IntStream.range(0, 2500)), new int[2500], List.of(1), 1);
        Examples some = OutlierSets.some(many);
        assertEquals(OutlierSets.MOST, some.count());
        assertArrayEquals(new float[] {0, 2, 5, 7}, Arrays.copyOf(some.features(), 4));
        assertEquals(
                many.toString(),
                OutlierSets.some(many.select(IntStream.range(0, 900).toArray()))
                        .toString()
                        .replace("900", "2500"));
    }

    private static float[] floats(IntStream values) {
        int[] all = values.toArray();
        float[] floats = new float[all.length];
        for (int i = 0; i < all.length; i++) {
            floats[i] = all[i];
        }
        return floats;
    }
}
