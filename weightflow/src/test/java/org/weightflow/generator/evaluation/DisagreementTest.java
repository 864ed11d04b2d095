package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class DisagreementTest {
    private static final Seed SEED = new Seed(1);

    @Test
    void meansOverAllPairs() {
        List<char[]> predicted = List.of(classes(0, 0, 1, 2), classes(0, 1, 1, 2), classes(1, 1, 1, 2));
        assertEquals((1 / 4.0 + 2 / 4.0 + 1 / 4.0) / 3, Disagreement.mean(predicted, SEED), 1e-15);
    }

    @Test
    void needsTwo() {
        assertTrue(Double.isNaN(Disagreement.mean(List.of(classes(1)), SEED)));
        assertTrue(Double.isNaN(Disagreement.mean(List.of(), SEED)));
    }

    @Test
    void drawsPairsWhereThereAreMany() {
        SplittableRandom random = SEED.random();
        // Two kinds of networks that differ everywhere; half of all 124,750 pairs are mixed.
        List<char[]> predicted = IntStream.range(0, 500)
                .mapToObj(i -> random.nextBoolean() ? classes(1, 1) : classes(2, 2))
                .toList();
        double mean = Disagreement.mean(predicted, SEED);
        // Five standard errors of a share of one half over 2000 draws.
        assertEquals(0.5, mean, 5 * 0.5 / Math.sqrt(Disagreement.MOST_PAIRS));
        assertEquals(mean, Disagreement.mean(predicted, SEED));
    }

    private static char[] classes(int... classes) {
        char[] result = new char[classes.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (char) classes[i];
        }
        return result;
    }
}
