package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final List<Integer> PAIR = List.of(2);

    @Test
    void keepsItsOwnCopyOfTheArrays() {
        float[] features = {1, 2, 3, 4};
        int[] labels = {0, 1};
        Examples examples = Examples.of(features, labels, PAIR, 2);
        features[0] = 9;
        labels[0] = 1;
        assertArrayEquals(new float[] {1, 2, 3, 4}, examples.features());
        assertArrayEquals(new int[] {0, 1}, examples.labels());
    }

    @Test
    void selectsRowsInTheOrderGivenAndMoreThanOnce() {
        Examples examples = Examples.of(new float[] {1, 2, 3, 4, 5, 6}, new int[] {0, 1, 2}, PAIR, 3);
        Examples chosen = examples.select(new int[] {2, 0, 2});
        assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, chosen.features());
        assertArrayEquals(new int[] {2, 0, 2}, chosen.labels());
        assertArrayEquals(new int[] {1, 0, 2}, chosen.classCounts());
        assertEquals(PAIR, chosen.exampleShape());
        chosen.features()[2] = 7;
        assertEquals(1, examples.features()[0], "a selection is a copy");
    }

    @Test
    void refusesToSelectARowThatIsNotThere() {
        Examples examples = Examples.of(new float[] {1, 2}, new int[] {0}, PAIR, 1);
        assertThrows(IndexOutOfBoundsException.class, () -> examples.select(new int[] {1}));
        assertThrows(IndexOutOfBoundsException.class, () -> examples.label(-1));
    }

    @Test
    void foldsTheShapeIntoTheNumberOfFeatures() {
        Examples image = Examples.of(new float[24], new int[2], List.of(3, 2, 2), 1);
        assertEquals(12, image.featureCount());
        assertEquals(2, image.count());
    }

    @Test
    void mayBeEmpty() {
        assertEquals(0, Examples.of(new float[0], new int[0], PAIR, 2).count());
    }

    @Test
    void namesWhatIsWrong() {
        refused("3 values", new float[3], new int[2], PAIR, 2);
        refused("label 2 of row 1 is not in [0, 2)", new float[4], new int[] {0, 2}, PAIR, 2);
        refused("label -1 of row 0", new float[4], new int[] {-1, 0}, PAIR, 2);
        refused("feature 1 of row 1 is NaN", new float[] {0, 0, 0, Float.NaN}, new int[2], PAIR, 2);
        refused("extent less than 1", new float[0], new int[2], List.of(2, 0), 2);
        refused("more than 2147483647", new float[0], new int[0], List.of(65536, 65536), 2);
        refused("classes 0", new float[0], new int[0], PAIR, 0);
    }

    private static void refused(String part, float[] features, int[] labels, List<Integer> shape, int classes) {
        var e = assertThrows(IllegalArgumentException.class, () -> Examples.of(features, labels, shape, classes));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
