package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureScalingTest {
    /**
     * Where the slope vanishes it is rounded to some 1e-16; the curvature, a variance of log p, is near 1. T is therefore known to
     * about 1e-15 of its size, less where log p is large.
     */
    private static final double ROUNDING = 1e-11;

    /** Labels in exactly the shares 3/4, 1/4, and 5/8, 2/8, 1/8, which are the best prediction; the logits are T times too large. */
    @ParameterizedTest(name = "T = {0}")
    @ValueSource(doubles = {.02, .3, 1, 1.7, 12, 90})
    void recoversAPlantedTemperature(double temperature) {
        double[][] shares = {{.75, .25, 0}, {.625, .25, .125}};
        int[][] counts = {{3, 1, 0}, {5, 2, 1}};
        double[][] logits = new double[12][3];
        int[] labels = new int[12];
        int row = 0;
        for (int group = 0; group < 2; group++) {
            for (int label = 0; label < 3; label++) {
                for (int i = 0; i < counts[group][label]; i++) {
                    for (int c = 0; c < 3; c++) {
                        logits[row][c] = shares[group][c] == 0 ? -1e6 : temperature * Math.log(shares[group][c]);
                    }
                    labels[row++] = label;
                }
            }
        }
        Predictions planted = Predictions.ofLogits(logits);
        TemperatureScaling fitted = TemperatureScaling.fit(planted, labels);
        assertEquals(temperature, fitted.temperature(), ROUNDING * temperature);
        Predictions scaled = fitted.apply(planted);
        assertEquals(.75, scaled.probability(0, 0), ROUNDING);
        assertEquals(.125, scaled.probability(11, 2), ROUNDING);
    }

    /** 9 : 1 is the square of 3 : 1, and a probability 0, whose logarithm is infinite, stays out of it. */
    @Test
    void toleratesTheProbabilityZero() {
        double[] p = {.9, .1, 0};
        Predictions predictions = Predictions.ofProbabilities(new double[][] {p, p, p, p});
        TemperatureScaling fitted = TemperatureScaling.fit(predictions, new int[] {0, 1, 0, 0});
        assertEquals(2, fitted.temperature(), ROUNDING);
        assertEquals(0, fitted.apply(predictions).probability(0, 2));
    }

    /** SciPy: {@code brentq} of the slope over 1 / T, {@code xtol=1e-15, rtol=1e-14}. */
    @Test
    void agreesWithScipy() {
        Predictions predictions = Predictions.ofLogits(ClassificationTest.logits(1));
        int[] labels = GoldenPredictions.mostlyRight(predictions);
        TemperatureScaling fitted = TemperatureScaling.fit(predictions, labels);
        assertEquals(2.836426279067323, fitted.temperature(), ROUNDING);
        assertEquals(1.24804351526103, Classification.nll(fitted.apply(predictions), labels), ROUNDING);
    }

    @Test
    void neverRaisesTheLikelihoodLossAndKeepsTheAccuracy() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Predictions predictions = Predictions.ofLogits(GoldenPredictions.tiedLogits(random, 25));
            int[] labels = GoldenPredictions.labels(random, 25, 3);
            TemperatureScaling fitted = TemperatureScaling.fit(predictions, labels);
            Predictions scaled = fitted.apply(predictions);
            double loss = Classification.nll(scaled, labels);
            assertTrue(loss <= Classification.nll(predictions, labels), "seed " + seed);
            assertEquals(Classification.wrong(predictions, labels), Classification.wrong(scaled, labels));
            // No other temperature does better, but for rounding.
            for (double factor : new double[] {.9, .999, 1.001, 1.1}) {
                double other = Math.max(.01, Math.min(100, factor * fitted.temperature()));
                assertTrue(loss <= Classification.nll(predictions.tempered(other), labels) + 1e-14, "seed " + seed);
            }
            // What has been scaled needs no scaling, and is left alone or all but so, unless the end of the interval
            // was reached.
            if (fitted.temperature() < 50) {
                TemperatureScaling again = TemperatureScaling.fit(scaled, labels);
                assertTrue(Classification.nll(again.apply(scaled), labels) <= loss, "seed " + seed);
                assertEquals(1, again.temperature(), 1e-6, "seed " + seed);
            }
        }
    }

    @Test
    void endsWhereTheIntervalDoes() {
        Predictions right = GoldenPredictions.confident(.9, .6);
        assertEquals(.01, TemperatureScaling.fit(right, new int[] {0, 0}).temperature(), 1e-12);
        Predictions wrong = GoldenPredictions.confident(.9, .9, .9);
        assertEquals(100, TemperatureScaling.fit(wrong, new int[] {1, 1, 0}).temperature(), 1e-9);
    }

    @Test
    void changesNothingAtOne() {
        Predictions predictions = GoldenPredictions.confident(.9, .6);
        assertSame(predictions, new TemperatureScaling(1).apply(predictions));
    }

    @Test
    void namesWhatCannotBeFitted() {
        Predictions sure = Predictions.ofProbabilities(new double[][] {{.5, .5}, {1, 0}});
        assertMessage(
                "example 1: its label 1 was given the probability 0, which no temperature changes",
                assertThrows(IllegalArgumentException.class, () -> TemperatureScaling.fit(sure, new int[] {0, 1})));
        assertMessage(
                "1 labels do not fit 2 examples",
                assertThrows(IllegalArgumentException.class, () -> TemperatureScaling.fit(sure, new int[] {0})));
        assertMessage(
                "temperature -1.0 is not a positive finite number",
                assertThrows(IllegalArgumentException.class, () -> new TemperatureScaling(-1)));
    }

    private static void assertMessage(String message, IllegalArgumentException e) {
        assertEquals(message, e.getMessage());
    }
}
