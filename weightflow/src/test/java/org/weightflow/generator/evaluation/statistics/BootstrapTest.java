package org.weightflow.generator.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class BootstrapTest {
    private static final Seed SEED = new Seed(6);

    @Test
    void coversAPlantedMeanAboutAsOftenAsItSays() {
        int rounds = 600;
        int covered = 0;
        for (int i = 0; i < rounds; i++) {
            SplittableRandom random = SEED.child("planted").child(i).random();
            double[] values = new double[40];
            for (int v = 0; v < values.length; v++) {
                // Skewed, as accuracies near their ceiling are.
                values[v] = 1 - Math.log(1 - random.nextDouble());
            }
            covered += Bootstrap.ofMean(values, SEED.child(i)).holds(2) ? 1 : 0;
        }
        // For 40 exponential values coverage is about .92; the standard error of 600 rounds is .011.
        assertEquals(0.925, covered / (double) rounds, 0.045);
    }

    @Test
    void isAsWideAsTheStandardErrorOfNormalValues() {
        SplittableRandom random = SEED.random();
        double[] values = new double[400];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = 3 + 2 * random.nextGaussian();
            squares += Math.pow(values[i] - 3, 2) / values.length;
        }
        Interval interval = Bootstrap.ofMean(values, SEED);
        double error = Math.sqrt(squares / values.length);
        // A quantile of 1000 resamples is itself off by some 5 %.
        assertEquals(2 * 1.96 * error, interval.high() - interval.low(), 0.15 * 2 * 1.96 * error);
    }

    @Test
    void dependsOnTheSeedAloneAndKnowsWhatItDoesNotKnow() {
        double[] values = {1, 2, 4, 8};
        assertEquals(Bootstrap.ofMean(values, SEED), Bootstrap.ofMean(values, SEED));
        assertNotEquals(Bootstrap.ofMean(values, SEED), Bootstrap.ofMean(new double[] {1, 2, 4, 9}, SEED));
        assertEquals(new Interval(5, 5), Bootstrap.ofMean(new double[] {5}, SEED));
        assertTrue(Double.isNaN(Bootstrap.ofMean(new double[0], SEED).low()));
        assertTrue(Double.isNaN(
                Bootstrap.ofMean(new double[] {1, Double.NaN}, SEED).high()));
    }
}
