package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PredictionsTest {
    private static final double ROUNDING = 1e-13;

    @Test
    void predictsTheLowerIndexWhereClassesTie() {
        Predictions tied = Predictions.ofLogits(new double[][] {{1, 2, 2}, {3, 3, 3}, {0, -1, 0}});
        assertEquals(List.of(1, 0, 0), List.of(tied.predicted(0), tied.predicted(1), tied.predicted(2)));
        assertEquals(
                1, Predictions.ofProbabilities(new double[][] {{0.2, 0.4, 0.4}}).predicted(0));
    }

    /** Where the probabilities round to a tie, the logits still tell the classes apart. */
    @Test
    void predictsTheLargestLogitNotTheLargestRoundedProbability() {
        Predictions close = Predictions.ofLogits(new double[][] {{0, Double.MIN_VALUE}});
        assertEquals(1, close.predicted(0));
        assertEquals(0.5, close.confidence(0));
    }

    @Test
    void isTheSoftmax() {
        Predictions p = Predictions.ofLogits(new double[][] {{0, Math.log(3)}});
        assertEquals(0.25, p.probability(0, 0), ROUNDING);
        assertEquals(0.75, p.confidence(0), ROUNDING);
        assertEquals(Math.log(0.25), p.logProbability(0, 0), ROUNDING);
        assertEquals(2, p.classes());
        assertEquals(1, p.examples());
    }

    @Test
    void takesProbabilitiesAsTheyAre() {
        Predictions p = Predictions.ofProbabilities(new double[][] {{0.30001, 0.7}});
        assertEquals(0.30001, p.probability(0, 0));
        assertEquals(Math.log(0.7), p.logProbability(0, 1));
    }

    @Test
    void readsOneMemberOfAPopulation() {
        float[] population = {9, 9, 9, 9, 1, 2, 4, 3, 9, 9};
        Predictions p = Predictions.ofLogits(population, 4, 2, 2);
        Predictions same = Predictions.ofLogits(new double[][] {{1, 2}, {4, 3}});
        for (int i = 0; i < 2; i++) {
            assertEquals(same.predicted(i), p.predicted(i));
            assertEquals(same.probability(i, 0), p.probability(i, 0));
        }
    }

    /** {@code torch.stack([softmax(z, 1) for z in members]).mean(0)}, scored as in ClassificationTest. */
    @Test
    void averagesTheProbabilitiesOfAnEnsemble() {
        Predictions ensemble = Predictions.ensemble(List.of(
                Predictions.ofLogits(ClassificationTest.logits(0)),
                Predictions.ofLogits(ClassificationTest.logits(1)),
                Predictions.ofLogits(ClassificationTest.logits(2))));
        Scores scores = Classification.scores(ensemble, ClassificationTest.labels());
        assertEquals(0.2, scores.accuracy());
        assertEquals(1.797139357446205, scores.nll(), ROUNDING);
        assertEquals(0.8915299047269929, scores.brier(), ROUNDING);
        assertEquals(0.2822454693696902, scores.ece(), ROUNDING);
    }

    @Test
    void isItselfAsAnEnsembleOfOne() {
        Predictions one = Predictions.ofLogits(ClassificationTest.logits(0));
        assertEquals(
                Classification.scores(one, ClassificationTest.labels()),
                Classification.scores(Predictions.ensemble(List.of(one)), ClassificationTest.labels()));
    }

    /** Both members give class 1 less than the smallest double; the mean's logarithm is still that of e^-800 (1 + e^-100) / 2. */
    @Test
    void keepsTheLogarithmOfAnEnsembleFinite() {
        Predictions a = Predictions.ofLogits(new double[][] {{800, 0}});
        Predictions b = Predictions.ofLogits(new double[][] {{900, 0}});
        Predictions ensemble = Predictions.ensemble(List.of(a, b));
        assertEquals(0, ensemble.probability(0, 1));
        assertEquals(-800 - Math.log(2), ensemble.logProbability(0, 1), ROUNDING);
        Predictions sure = Predictions.ofProbabilities(new double[][] {{1, 0}});
        assertEquals(
                Double.NEGATIVE_INFINITY,
                Predictions.ensemble(List.of(sure, sure)).logProbability(0, 1));
    }

    /** softmax(log p / 2) of (1/10, 9/10) is (1, 3) / 4; a probability 0 stays 0, and class 1 stays predicted where rounding leaves no lead. */
    @Test
    void isTemperedByPowers() {
        Predictions p = Predictions.ofProbabilities(new double[][] {{.1, .9, 0}});
        Predictions warm = p.tempered(2);
        assertEquals(.25, warm.probability(0, 0), ROUNDING);
        assertEquals(Math.log(.75), warm.logProbability(0, 1), ROUNDING);
        assertEquals(0, warm.probability(0, 2));
        assertEquals(Double.NEGATIVE_INFINITY, warm.logProbability(0, 2));
        assertSame(p, p.tempered(1));
        Predictions back = warm.tempered(.5);
        assertEquals(.1, back.probability(0, 0), ROUNDING);
        Predictions lost =
                Predictions.ofLogits(new double[][] {{0, Double.MIN_VALUE}}).tempered(3);
        assertEquals(lost.probability(0, 0), lost.probability(0, 1));
        assertEquals(1, lost.predicted(0));
        assertMessage("temperature 0.0 is not a positive", () -> p.tempered(0));
        assertMessage("temperature NaN", () -> p.tempered(Double.NaN));
    }

    @Test
    void namesWhatDoesNotFit() {
        assertMessage("examples 0 is less than 1", () -> Predictions.ofLogits(new double[0][3]));
        assertMessage("classes 0 is less than 1", () -> Predictions.ofLogits(new double[2][0]));
        assertMessage("examples 0 is less than 1", () -> Predictions.ofProbabilities(new double[0][]));
        assertMessage("examples 0 is less than 1", () -> Predictions.ofLogits(new float[4], 0, 0, 2));
        assertMessage(
                "example 1 has 1 classes, the first one 2", () -> Predictions.ofLogits(new double[][] {{1, 2}, {1}}));
        assertMessage(
                "example 1: logit NaN of class 0",
                () -> Predictions.ofLogits(new double[][] {{1, 2}, {Double.NaN, 1}}));
        assertMessage(
                "example 0: logit Infinity of class 1",
                () -> Predictions.ofLogits(new double[][] {{1, Double.POSITIVE_INFINITY}}));
        assertMessage(
                "example 0: logit -Infinity of class 0",
                () -> Predictions.ofLogits(new double[][] {{Double.NEGATIVE_INFINITY, 1}}));
        assertMessage(
                "example 0: probability of class 1 1.5 is not in [0, 1]",
                () -> Predictions.ofProbabilities(new double[][] {{-0.0, 1.5}}));
        assertMessage(
                "example 0: probability of class 0 NaN",
                () -> Predictions.ofProbabilities(new double[][] {{Double.NaN, 1}}));
        assertMessage("sum to 0.9", () -> Predictions.ofProbabilities(new double[][] {{0.4, 0.5}}));
        assertMessage(
                "4 logits from 1 on do not lie in an array of 4", () -> Predictions.ofLogits(new float[4], 1, 2, 2));
        assertMessage("from -1 on", () -> Predictions.ofLogits(new float[4], -1, 2, 2));
        assertMessage("an ensemble of no members", () -> Predictions.ensemble(List.of()));
        Predictions two = Predictions.ofLogits(new double[2][3]);
        Predictions three = Predictions.ofLogits(new double[3][2]);
        assertMessage("2 examples of 3 classes, another 3 of 2", () -> Predictions.ensemble(List.of(two, three)));
    }

    private static void assertMessage(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }
}
