package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RiskCoverageTest {
    private static final double ROUNDING = 1e-14;

    /** By hand: the order is .8 (right), .7 (right), .6 (wrong); risks 0, 0, 1/3, so (0 + 1/6) / 2. */
    @Test
    void isTheMeanRiskOverCoverages() {
        RiskCoverage curve = RiskCoverage.of(
                Predictions.ofProbabilities(new double[][] {{.7, .3}, {.6, .4}, {.8, .2}}), new int[] {0, 1, 0});
        assertEquals(0, curve.risk(1));
        assertEquals(0, curve.risk(2));
        assertEquals(1 / 3.0, curve.risk(3));
        assertEquals(1 / 12.0, curve.aurc(), ROUNDING);
    }

    /** NumPy, with {@code r = cumsum(wrong[o]) / arange(1, n + 1)} by descending confidence: {@code trapezoid(r, k / n) / (1 - 1 / n)}. */
    @Test
    void agreesWithNumPy() {
        Predictions predictions = Predictions.ofLogits(ClassificationTest.logits(1));
        assertEquals(
                0.6322559044504189,
                RiskCoverage.of(predictions, ClassificationTest.labels()).aurc(),
                ROUNDING);
        int[] labels = GoldenPredictions.mostlyRight(predictions);
        RiskCoverage curve = RiskCoverage.of(predictions, labels);
        assertEquals(0.389315323085528, curve.aurc(), ROUNDING);
        assertEquals(1 - Classification.accuracy(predictions, labels), curve.risk(60), ROUNDING);
    }

    /** All orders of six examples in two groups of equal confidence are gone through. */
    @Test
    void averagesOverTheOrdersOfEqualConfidences() {
        double[] tied = {.9, .9, .9, .4, .4, .4};
        BitSet wrong = BitSet.valueOf(new long[] {0b110010});
        double sum = 0;
        int orders = 0;
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                // The one wrong of the sure examples comes at place a, the one right of the others at place b.
                BitSet ordered = new BitSet();
                ordered.set(a);
                ordered.set(3, 6);
                ordered.clear(3 + b);
                sum += RiskCoverage.of(new double[] {6, 5, 4, 3, 2, 1}, ordered).aurc();
                orders++;
            }
        }
        assertEquals(sum / orders, RiskCoverage.of(tied, wrong).aurc(), ROUNDING);
    }

    @Test
    void doesNotDependOnTheOrderOfTheExamples() {
        SplittableRandom random = new SplittableRandom(6);
        double[][] logits = GoldenPredictions.tiedLogits(random, 90);
        int[] labels = GoldenPredictions.labels(random, 90, 3);
        double before = RiskCoverage.of(Predictions.ofLogits(logits), labels).aurc();
        Predictions after = Predictions.ofLogits(GoldenPredictions.reversed(logits, labels));
        assertEquals(before, RiskCoverage.of(after, labels).aurc());
    }

    /** A constant confidence knows nothing: the risk is the error rate everywhere. Sure errors raise the area, unsure ones lower it. */
    @Test
    void growsWithTheConfidenceOfErrors() {
        BitSet wrong = BitSet.valueOf(new long[] {0b0011});
        assertEquals(.5, RiskCoverage.of(new double[] {-0.0, 0, 0, -0.0}, wrong).aurc(), ROUNDING);
        assertEquals(
                (.5 + 1 + 2 / 3.0 + .25) / 3,
                RiskCoverage.of(new double[] {4, 3, 2, 1}, wrong).aurc(),
                ROUNDING);
        assertEquals(
                (0 + 0 + 1 / 3.0 + .25) / 3,
                RiskCoverage.of(new double[] {1, 2, 3, 4}, wrong).aurc(),
                ROUNDING);
        assertEquals(0, RiskCoverage.of(new double[] {1, 2}, new BitSet()).aurc());
        assertEquals(1, RiskCoverage.of(new double[] {7}, wrong).aurc());
    }

    @Test
    void namesTheConfidenceThatIsMissing() {
        RiskCoverage curve = RiskCoverage.of(new double[] {1, 2}, new BitSet());
        for (int accepted : new int[] {0, 3}) {
            var outside = assertThrows(IllegalArgumentException.class, () -> curve.risk(accepted));
            assertEquals("accepted " + accepted + " is not in [1, 2]", outside.getMessage());
        }
        var e = assertThrows(
                IllegalArgumentException.class, () -> RiskCoverage.of(new double[] {1, Double.NaN}, new BitSet()));
        assertEquals("example 1: confidence NaN has no rank", e.getMessage());
        var none = assertThrows(IllegalArgumentException.class, () -> RiskCoverage.of(new double[0], new BitSet()));
        assertEquals("confidences 0 is less than 1", none.getMessage());
    }
}
