package org.weightflow.pruning.during;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class UniformChoiceTest {
    private static final int DRAWS = 20_000;

    private final BitSet candidates = BitSet.valueOf(new long[] {0b1011_0100});

    @Test
    void everySubsetIsAsLikely() {
        SplittableRandom random = new Seed(1).random();
        Map<BitSet, Integer> counts = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            counts.merge(UniformChoice.choose(candidates, 2, random), 1, Integer::sum);
        }
        // 4 candidates, 2 of them: 6 subsets. Five standard deviations of a binomial count.
        double expected = DRAWS / 6.0;
        double tolerance = 5 * Math.sqrt(expected * 5 / 6);
        assertEquals(6, counts.size());
        counts.forEach((subset, count) -> {
            assertEquals(expected, count, tolerance, subset::toString);
            BitSet outside = (BitSet) subset.clone();
            outside.andNot(candidates);
            assertTrue(subset.cardinality() == 2 && outside.isEmpty(), subset::toString);
        });
    }

    @Test
    void givesNoneAndAll() {
        assertEquals(new BitSet(), UniformChoice.choose(candidates, 0, new Seed(1).random()));
        assertEquals(candidates, UniformChoice.choose(candidates, 4, new Seed(1).random()));
        assertThrows(IllegalArgumentException.class, () -> UniformChoice.choose(candidates, 5, new Seed(1).random()));
    }
}
