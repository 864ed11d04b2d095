package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitTest {
    /** Each row's only feature is its number, so rows can be told apart. */
    private static final Dataset NUMBERED = numbered();

    private static Dataset numbered() {
        float[] features = new float[100];
        int[] labels = new int[100];
        for (int row = 0; row < 100; row++) {
            features[row] = row;
            labels[row] = row < 60 ? 0 : 1;
        }
        Examples test = Examples.of(new float[] {1000}, new int[1], List.of(1), 2);
        return new Dataset(
                "numbered",
                Examples.of(features, labels, List.of(1), 2),
                test,
                List.of("a", "b"),
                "CC0",
                "none",
                Sha256.of(new byte[0]));
    }

    @Test
    void cutsValidationFromTheTrainingPartAloneAndSharesNoRow() {
        Split split = Split.of(NUMBERED, 20, new SplittableRandom(1));
        assertSame(NUMBERED.test(), split.test());
        Set<Float> rows = new HashSet<>();
        for (Examples part : List.of(split.train(), split.validation())) {
            for (float row : part.features()) {
                assertTrue(row < 100 && rows.add(row), "row " + row);
            }
        }
        assertEquals(100, rows.size());
        assertArrayEquals(new int[] {12, 8}, split.validation().classCounts());
        assertArrayEquals(new int[] {48, 32}, split.train().classCounts());
    }

    @Test
    void dependsOnTheSeedAlone() {
        float[] first =
                Split.of(NUMBERED, 20, new SplittableRandom(1)).validation().features();
        assertArrayEquals(
                first,
                Split.of(NUMBERED, 20, new SplittableRandom(1)).validation().features());
        assertFalse(Arrays.equals(
                first,
                Split.of(NUMBERED, 20, new SplittableRandom(2)).validation().features()));
    }

    @Test
    void mayCutNothing() {
        Split split = Split.of(NUMBERED, 0, new SplittableRandom(1));
        assertArrayEquals(NUMBERED.train().features(), split.train().features());
        assertEquals(0, split.validation().count());
    }

    @Test
    void leavesAtLeastOneRowToTrainOn() {
        assertEquals(1, Split.of(NUMBERED, 99, new SplittableRandom(1)).train().count());
        for (int count : new int[] {-1, 100}) {
            var e = assertThrows(
                    IllegalArgumentException.class, () -> Split.of(NUMBERED, count, new SplittableRandom(1)));
            assertTrue(e.getMessage().contains("validationCount " + count + " is not in [0, 100)"), e::getMessage);
        }
    }
}
