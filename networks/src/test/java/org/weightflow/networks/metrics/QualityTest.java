package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class QualityTest {
    private static final double ROUNDING = 1e-13;

    /** Each value is the one of the test of its metric; those that are not there are NumPy's, got in the same way. */
    @Test
    void holdsEachMetricInItsPlace() {
        Predictions predictions = Predictions.ofLogits(ClassificationTest.logits(1));
        int[] labels = GoldenPredictions.mostlyRight(predictions);
        Quality quality = Quality.of(predictions, labels);
        assertEquals(.6, quality.accuracy());
        assertEquals(1.5270817107160228, quality.nll(), ROUNDING);
        assertEquals(0.6618262652704255, quality.brier(), ROUNDING);
        assertEquals(0.22557666133829615, quality.ece(), ROUNDING);
        assertEquals(0.2280704902291876, quality.adaptiveEce(), ROUNDING);
        assertEquals(0.25798837430047766, quality.mace(), ROUNDING);
        assertEquals(0.1320699077025635, quality.allClassMace(), ROUNDING);
        assertEquals(0.6369567879026747, quality.mce(), ROUNDING);
        assertEquals(0.389315323085528, quality.aurc(), ROUNDING);
    }

    /** 1 and 0 lie .025 from the centres of the outermost of 20 bins; where both are wrong, half of four zeros are labels, no one is. */
    @Test
    void isBestForPredictionsThatAreCertainAndRight() {
        Predictions certain = Predictions.ofProbabilities(new double[][] {{1, 0, 0}, {0, 0, 1}});
        Quality right = Quality.of(certain, new int[] {0, 2});
        assertEquals(.025, right.allClassMace(), ROUNDING);
        assertEquals(new Quality(1, 0, 0, 0, 0, 0, right.allClassMace(), 0, 0), right);
        Quality wrong = Quality.of(certain, new int[] {1, 1});
        assertEquals((.475 + .975) / 2, wrong.allClassMace(), ROUNDING);
        assertEquals(new Quality(0, Double.POSITIVE_INFINITY, 2, 1, 1, 1, wrong.allClassMace(), 1, 1), wrong);
    }

    @Test
    void namesTheLabelThatDoesNotFit() {
        Predictions predictions = Predictions.ofLogits(new double[2][3]);
        var e = assertThrows(IllegalArgumentException.class, () -> Quality.of(predictions, new int[] {0, 3}));
        assertEquals("example 1: label 3 is not in [0, 3)", e.getMessage());
    }
}
