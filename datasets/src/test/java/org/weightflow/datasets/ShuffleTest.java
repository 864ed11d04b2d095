package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShuffleTest {
    /** Upper 0.1 % point of chi-squared with 23 degrees of freedom; the seed is fixed, so the test cannot flicker. */
    private static final double CHI_SQUARED_23 = 49.73;

    @Test
    void givesAllOrdersOfFourEquallyOften() {
        int draws = 24_000;
        SplittableRandom random = new SplittableRandom(11);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < draws; i++) {
            counts.merge(Arrays.toString(Shuffle.permutation(4, random)), 1, Integer::sum);
        }
        assertEquals(24, counts.size());
        double expected = draws / 24.0;
        double chiSquared = counts.values().stream()
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertTrue(chiSquared < CHI_SQUARED_23, () -> "chi-squared " + chiSquared);
    }

    @Property(tries = 200)
    void reordersAndLosesNothing(@ForAll @IntRange(max = 200) int count, @ForAll long seed) {
        int[] order = Shuffle.permutation(count, new SplittableRandom(seed));
        Arrays.sort(order);
        for (int i = 0; i < count; i++) {
            assertEquals(i, order[i]);
        }
    }

    @Test
    void givesTheSameOrderForTheSameSeed() {
        assertArrayEquals(
                Shuffle.permutation(100, new SplittableRandom(3)), Shuffle.permutation(100, new SplittableRandom(3)));
    }

    @Test
    void refusesANegativeCount() {
        assertThrows(IllegalArgumentException.class, () -> Shuffle.permutation(-1, new SplittableRandom(3)));
    }
}
