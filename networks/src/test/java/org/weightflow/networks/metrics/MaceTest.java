package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MaceTest {
    private static final double ROUNDING = 1e-13;

    @Test
    void isThatOfThePredictedClassInThePapersDefinition() {
        Predictions predictions = GoldenPredictions.confident(.95, .92, .55);
        int[] labels = {0, 1, 0};
        assertEquals(.4425, Mace.TOP_LABEL_MEAN_CONF.of(predictions, labels, 10, EmptyBins.SKIP), ROUNDING);
        assertEquals(.0885, Mace.TOP_LABEL_MEAN_CONF.of(predictions, labels, 10, EmptyBins.COUNT_AS_ZERO), ROUNDING);
    }

    /** By hand, five bins: (0, .2] holds .2 and 0, none a label; (.2, .4] is empty; (.6, .8] holds .8 and (.8, 1] holds 1, both labels. */
    @Test
    void comparesTheCentresOfBinsInTheOtherDefinition() {
        Predictions predictions = Predictions.ofProbabilities(new double[][] {{.8, .2}, {0, 1}});
        int[] labels = {0, 1};
        double gaps = .1 + (1 - .7) + (1 - .9);
        assertEquals(gaps / 3, Mace.ALL_CLASS_BIN_CENTRE.of(predictions, labels, 5, EmptyBins.SKIP), ROUNDING);
        assertEquals(gaps / 5, Mace.ALL_CLASS_BIN_CENTRE.of(predictions, labels, 5, EmptyBins.COUNT_AS_ZERO), ROUNDING);
    }

    /** NumPy, of {@code P = p.ravel(), A = eye(4)[y].ravel()}: the mean of {@code abs(A[m].mean() - (k + .5) / 20)} over the bins. */
    @Test
    void agreesWithNumPy() {
        Predictions predictions = Predictions.ofLogits(ClassificationTest.logits(0));
        int[] labels = ClassificationTest.labels();
        assertEquals(
                0.3732912895927602, Mace.ALL_CLASS_BIN_CENTRE.of(predictions, labels, 20, EmptyBins.SKIP), ROUNDING);
        assertEquals(
                0.4739446375120501, Mace.TOP_LABEL_MEAN_CONF.of(predictions, labels, 15, EmptyBins.SKIP), ROUNDING);
    }

    /** Of 40 examples of (.775, .225) the right share has its label in class 0; both are centres of bins of 20. */
    @Test
    void findsNothingAmissWhereSharesAreTheCentres() {
        double[] confidences = new double[40];
        Arrays.fill(confidences, .775);
        int[] labels = new int[40];
        Arrays.fill(labels, 31, 40, 1);
        Predictions predictions = GoldenPredictions.confident(confidences);
        for (Mace definition : Mace.values()) {
            assertEquals(0, definition.of(predictions, labels, 20, EmptyBins.SKIP), ROUNDING);
        }
    }
}
