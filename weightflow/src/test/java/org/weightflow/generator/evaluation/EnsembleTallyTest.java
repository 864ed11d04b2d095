package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;

class EnsembleTallyTest {
    /** float64 sums of some dozen terms. */
    private static final double ROUNDING = 1e-12;

    @Test
    void scoresTheMeanOfTheProbabilities() {
        int[] labels = {0, 1};
        EnsembleTally tally = new EnsembleTally(labels, 2);
        tally.add(Predictions.ofProbabilities(new double[][] {{0.92, 0.08}, {0.84, 0.16}}));
        tally.add(Predictions.ofProbabilities(new double[][] {{0.32, 0.68}, {0.4, 0.6}}));
        // By hand: means (.62, .38) twice, so the first example is right and the second wrong.
        Scores scores = tally.scores();
        assertEquals(0.5, scores.accuracy());
        assertEquals(-(Math.log(0.62) + Math.log(0.38)) / 2, scores.nll(), ROUNDING);
        assertEquals((2 * 0.38 * 0.38 + 2 * 0.62 * 0.62) / 2, scores.brier(), ROUNDING);
        assertEquals(0.12, scores.ece(), ROUNDING);
        assertEquals(2, tally.members());
    }

    @Test
    void agreesWithAnEnsembleThatIsHeld() {
        SplittableRandom random = new Seed(3).random();
        int[] labels = random.ints(40, 0, 5).toArray();
        EnsembleTally tally = new EnsembleTally(labels, 5);
        List<Predictions> members = new ArrayList<>();
        for (int m = 0; m < 7; m++) {
            double[][] logits = new double[40][5];
            for (double[] row : logits) {
                for (int c = 0; c < 5; c++) {
                    row[c] = 3 * random.nextGaussian();
                }
            }
            members.add(Predictions.ofLogits(logits));
            tally.add(members.get(m));
            Scores expected = Classification.scores(Predictions.ensemble(members), labels);
            assertEquals(expected.accuracy(), tally.scores().accuracy());
            assertEquals(expected.nll(), tally.scores().nll(), ROUNDING);
            assertEquals(expected.brier(), tally.scores().brier(), ROUNDING);
            assertEquals(expected.ece(), tally.scores().ece(), ROUNDING);
        }
    }

    @Test
    void staysFiniteWhereProbabilitiesUnderflow() {
        EnsembleTally tally = new EnsembleTally(new int[] {1}, 2);
        tally.add(Predictions.ofLogits(new double[][] {{2000, 0}}));
        tally.add(Predictions.ofLogits(new double[][] {{1000, 0}}));
        // log((e^-2000 + e^-1000) / 2) = -1000 - log 2
        assertEquals(1000 + Math.log(2), tally.scores().nll(), 1e-9);
    }
}
