package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Seed;

class ClassificationTest {
    /** Some hundred additions of numbers near one, in another order. */
    private static final double ROUNDING = 1e-13;

    /** Logits that Java and NumPy make alike: sixteenths, from whole numbers. */
    static double[][] logits(int member) {
        double[][] logits = new double[60][4];
        for (int i = 0; i < 60; i++) {
            for (int c = 0; c < 4; c++) {
                logits[i][c] = ((37 * i + 11 * c + 5 * member + 13 * i * c + 17 * member * i * c) % 101 - 50) / 16.0;
            }
        }
        return logits;
    }

    static int[] labels() {
        int[] labels = new int[60];
        Arrays.setAll(labels, i -> i * 7 % 4);
        return labels;
    }

    /**
     * PyTorch 2.13 in float64 for {@code lp = log_softmax(z, 1), p = softmax(z, 1)}, then NumPy: {@code -lp[arange(n), y].mean()},
     * {@code ((p - eye(C)[y]) ** 2).sum(1).mean()}, and for the calibration error over {@code k in range(15)}, with
     * {@code m = (conf > k / 15) & (conf <= (k + 1) / 15)}: {@code m.sum() / n * abs((pred[m] == y[m]).mean() - conf[m].mean())}.
     */
    @Test
    void agreesWithPyTorchAndNumPy() {
        Predictions predictions = Predictions.ofLogits(logits(0));
        assertEquals(0.1, Classification.accuracy(predictions, labels()));
        assertEquals(2.799142695636863, Classification.nll(predictions, labels()), ROUNDING);
        assertEquals(1.2416645750856683, Classification.brier(predictions, labels()), ROUNDING);
        assertEquals(0.5621761207707513, Classification.ece(predictions, labels()), ROUNDING);
        BitSet wrong = Classification.wrong(predictions, labels());
        assertEquals(54, wrong.cardinality());
        assertEquals("{0, 1, 2, 4, 5, 7, 9, 10}", wrong.get(0, 11).toString());
        assertEquals(
                new Scores(
                        Classification.accuracy(predictions, labels()),
                        Classification.nll(predictions, labels()),
                        Classification.brier(predictions, labels()),
                        Classification.ece(predictions, labels())),
                Classification.scores(predictions, labels()));
    }

    /** By hand: .2^2 + .2^2 and .3^2 + .3^2, then .4^2 + .3^2 + .1^2 and .2^2 + .5^2 + .7^2. */
    @Test
    void sumsTheBrierScoreOverClasses() {
        Predictions two = Predictions.ofProbabilities(new double[][] {{.8, .2}, {.3, .7}});
        assertEquals(.13, Classification.brier(two, new int[] {0, 1}), ROUNDING);
        Predictions three = Predictions.ofProbabilities(new double[][] {{.6, .3, .1}, {.2, .5, .3}});
        assertEquals(.52, Classification.brier(three, new int[] {0, 2}), ROUNDING);
    }

    @Test
    void givesPerfectPredictionsPerfectScores() {
        Predictions perfect = Predictions.ofProbabilities(new double[][] {{1, 0, 0}, {0, 0, 1}});
        assertEquals(new Scores(1, 0, 0, 0), Classification.scores(perfect, new int[] {0, 2}));
        assertEquals(new Scores(0, Double.POSITIVE_INFINITY, 2, 1), Classification.scores(perfect, new int[] {1, 1}));
    }

    /** Uniform over C classes: nll = log C, brier = 1 - 1/C, and all ties go to class 0. */
    @ParameterizedTest(name = "{0} classes")
    @ValueSource(ints = {2, 3, 7, 10, 1000})
    void givesUniformPredictionsTheirClosedForms(int classes) {
        Predictions uniform = Predictions.ofLogits(new double[5][classes]);
        int[] labels = {0, 0, 1, 1, 1};
        assertEquals(0.4, Classification.accuracy(uniform, labels));
        assertEquals(Math.log(classes), Classification.nll(uniform, labels), ROUNDING);
        assertEquals(1 - 1.0 / classes, Classification.brier(uniform, labels), ROUNDING);
        assertEquals(Math.abs(0.4 - 1.0 / classes), Classification.ece(uniform, labels), ROUNDING);
    }

    /** 0.6 = 9/15 lies with 0.55 in the bin (8/15, 9/15]; a right and a wrong one cancel there, and would not in bins [a, b). */
    @Test
    void cancelsWithinABinOnly() {
        Predictions edge = Predictions.ofProbabilities(new double[][] {{0.6, 0.4}, {0.55, 0.45}});
        assertEquals(Math.abs(1 - 0.6 - 0.55) / 2, Classification.ece(edge, new int[] {0, 1}), ROUNDING);
        Predictions apart = Predictions.ofProbabilities(new double[][] {{0.61, 0.39}, {0.55, 0.45}});
        assertEquals((1 - 0.61 + 0.55) / 2, Classification.ece(apart, new int[] {0, 1}), ROUNDING);
    }

    @Test
    void doesNotDependOnTheOrderOfTheExamples() {
        double[][] logits = logits(1);
        int[] labels = labels();
        Scores before = Classification.scores(Predictions.ofLogits(logits), labels);
        SplittableRandom random = new Seed(2).random();
        for (int i = logits.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double[] row = logits[i];
            logits[i] = logits[j];
            logits[j] = row;
            int label = labels[i];
            labels[i] = labels[j];
            labels[j] = label;
        }
        assertClose(before, Classification.scores(Predictions.ofLogits(logits), labels));
    }

    /** The constants are powers of two times sixteenths, so that adding them is exact. */
    @ParameterizedTest
    @ValueSource(doubles = {-1024, 3.5, 65536})
    void doesNotDependOnAConstantAddedToTheLogits(double constant) {
        double[][] shifted = logits(0);
        for (double[] row : shifted) {
            for (int c = 0; c < row.length; c++) {
                row[c] += constant;
            }
        }
        assertClose(
                Classification.scores(Predictions.ofLogits(logits(0)), labels()),
                Classification.scores(Predictions.ofLogits(shifted), labels()));
    }

    private static void assertClose(Scores expected, Scores actual) {
        assertEquals(expected.accuracy(), actual.accuracy());
        assertEquals(expected.nll(), actual.nll(), ROUNDING);
        assertEquals(expected.brier(), actual.brier(), ROUNDING);
        assertEquals(expected.ece(), actual.ece(), ROUNDING);
    }

    @Test
    void staysFiniteForExtremeLogits() {
        Predictions extreme = Predictions.ofLogits(new double[][] {{1e4, 0, -1e4}});
        assertEquals(20_000, Classification.nll(extreme, new int[] {2}), ROUNDING);
        assertEquals(0, Classification.nll(extreme, new int[] {0}), ROUNDING);
        assertEquals(2, Classification.brier(extreme, new int[] {2}), ROUNDING);
    }

    @Test
    void namesTheLabelThatDoesNotFit() {
        Predictions predictions = Predictions.ofLogits(new double[2][3]);
        assertMessage("1 labels do not fit 2 examples", predictions, 0);
        assertMessage("example 1: label 3 is not in [0, 3)", predictions, 0, 3);
        assertMessage("example 0: label -1 is not in [0, 3)", predictions, -1, 0);
    }

    private static void assertMessage(String message, Predictions predictions, int... labels) {
        var e = assertThrows(IllegalArgumentException.class, () -> Classification.scores(predictions, labels));
        assertEquals(message, e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Classification.nll(predictions, labels));
        assertThrows(IllegalArgumentException.class, () -> Classification.brier(predictions, labels));
        assertThrows(IllegalArgumentException.class, () -> Classification.ece(predictions, labels));
        assertTrue(predictions.examples() == 2);
    }
}
