package org.weightflow.pruning.sanity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;

class CorruptedExamplesTest {
    private static final Seed SEED = new Seed(3);

    /** Images of two channels, 3 x 4; value = 1000 row + 100 channel + pixel. */
    private static Examples images(int count) {
        float[] features = new float[count * 24];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = row % 4;
            for (int i = 0; i < 24; i++) {
                features[row * 24 + i] = 1000 * row + 100 * (i / 12) + i % 12;
            }
        }
        return Examples.of(features, labels, List.of(2, 3, 4), 4);
    }

    /** 4,000 labels of 4 classes: 1,000 each, give or take 27; and a quarter of them as they were. Five deviations. */
    @Test
    void labelsAreUniformAndIndependentOfTheTrueOnes() {
        Examples images = images(4_000);
        Examples random = CorruptedExamples.randomLabels(images, SEED);
        int same = 0;
        int[] counts = new int[4];
        for (int row = 0; row < 4_000; row++) {
            same += random.label(row) == images.label(row) ? 1 : 0;
            counts[random.label(row)]++;
        }
        assertEquals(1_000, same, 137);
        for (int count : counts) {
            assertEquals(1_000, count, 137);
        }
        assertArrayEquals(images.features(), random.features());
        assertArrayEquals(
                random.labels(), CorruptedExamples.randomLabels(images, SEED).labels());
        assertFalse(Arrays.equals(
                random.labels(),
                CorruptedExamples.randomLabels(images, new Seed(4)).labels()));
    }

    @Test
    void pixelsOfAnImageStayInItWithTheirChannels() {
        Examples images = images(50);
        Examples shuffled = CorruptedExamples.shuffledPixels(images, SEED);
        Set<List<Integer>> orders = new HashSet<>();
        for (int row = 0; row < 50; row++) {
            Integer[] order = new Integer[12];
            for (int i = 0; i < 12; i++) {
                float first = shuffled.features()[row * 24 + i];
                float second = shuffled.features()[row * 24 + 12 + i];
                assertEquals(first + 100, second, "the channels of a pixel");
                order[i] = Math.round(first) - 1000 * row;
            }
            assertArrayEquals(
                    Arrays.copyOfRange(images.features(), row * 24, row * 24 + 24),
                    sorted(Arrays.copyOfRange(shuffled.features(), row * 24, row * 24 + 24)));
            orders.add(List.of(order));
        }
        assertEquals(50, orders.size(), "every image in an order of its own");
        assertArrayEquals(images.labels(), shuffled.labels());
        assertArrayEquals(
                shuffled.features(),
                CorruptedExamples.shuffledPixels(images, SEED).features());
    }

    private static float[] sorted(float[] values) {
        Arrays.sort(values);
        return values;
    }

    @Test
    void halfIsHalfWithoutRepetition() {
        for (int count : new int[] {1, 2, 7, 100}) {
            Examples images = images(count);
            Examples half = CorruptedExamples.half(images, SEED);
            assertEquals((count + 1) / 2, half.count());
            Set<Integer> rows = new HashSet<>();
            for (int i = 0; i < half.count(); i++) {
                int row = Math.round(half.features()[i * 24]) / 1000;
                rows.add(row);
                assertEquals(images.label(row), half.label(i));
            }
            assertEquals(half.count(), rows.size());
        }
        assertFalse(Arrays.equals(
                CorruptedExamples.half(images(100), SEED).features(),
                CorruptedExamples.half(images(100), new Seed(4)).features()));
    }
}
