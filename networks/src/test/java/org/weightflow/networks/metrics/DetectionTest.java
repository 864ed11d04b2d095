package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DetectionTest {
    private static final double[] EXAMPLES = {.9, .8, .8, .6, .3};
    private static final double[] OUTLIERS = {.8, .7, .3, .2};

    @Test
    void countsPairsAndHalfOfTheTies() {
        // .9 beats 4, .8 beats 3 and ties once (twice over), .6 beats 2, .3 beats 1 and ties once: 13 + 3 / 2 of 20.
        assertEquals(14.5 / 20, Detection.of(EXAMPLES, OUTLIERS).auroc(), 1e-15);
        // All five examples have to be accepted, so .3 is the threshold.
        assertEquals(3 / 4.0, Detection.of(EXAMPLES, OUTLIERS).fpr95());
    }

    @Test
    void isThePairwiseProbabilityAndTurnsWithTheRoles() {
        SplittableRandom random = new SplittableRandom(8);
        double[] examples = random.doubles(60).map(x -> Math.rint(10 * x) + 2).toArray();
        double[] outliers = random.doubles(45).map(x -> Math.rint(10 * x)).toArray();
        double pairs = 0;
        for (double example : examples) {
            for (double outlier : outliers) {
                pairs += example > outlier ? 1 : example == outlier ? 0.5 : 0;
            }
        }
        assertEquals(pairs / (60 * 45), Detection.of(examples, outliers).auroc(), 1e-12);
        assertEquals(1 - pairs / (60 * 45), Detection.of(outliers, examples).auroc(), 1e-12);
    }

    @Test
    void knowsPerfectUselessAndInvertedScores() {
        assertEquals(new Detection(1, 0), Detection.of(new double[] {3, 4}, new double[] {1, 2}));
        assertEquals(new Detection(0, 1), Detection.of(new double[] {1, 2}, new double[] {3, 4}));
        assertEquals(new Detection(0.5, 1), Detection.of(new double[] {1, 1, 1}, new double[] {1, 1}));
    }

    @Test
    void theThresholdAccepts95PerCentAndNotMore() {
        double[] examples = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
        // 95 of 1 ... 100 are at least 6.
        assertEquals(0, Detection.of(examples, new double[] {5, 5.9}).fpr95());
        assertEquals(1, Detection.of(examples, new double[] {6}).fpr95());
    }

    @Test
    void namesTheNumberThatIsMissing() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> Detection.of(new double[] {1, Double.NaN}, new double[] {1}));
        assertEquals("x: value 1 is NaN, which has no rank", e.getMessage());
        var none = assertThrows(IllegalArgumentException.class, () -> Detection.of(new double[] {1}, new double[] {}));
        assertTrue(none.getMessage().contains("values of y 0"), none::getMessage);
    }
}
