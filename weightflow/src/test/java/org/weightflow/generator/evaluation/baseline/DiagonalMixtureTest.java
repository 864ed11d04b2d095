package org.weightflow.generator.evaluation.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DiagonalMixtureTest {
    private static final double[][] NINE = {
        {-2, .5}, {-1.5, -.3}, {-.2, .1}, {-.9, .8}, {.2, -.4}, {.1, 2}, {.4, 1.6}, {1.1, .7}, {2.5, 1.2}
    };

    /** The recursion of the javadoc in NumPy and scipy.special.logsumexp, from the same start, 12 rounds. */
    @Test
    void isWhatNumpyGives() {
        DiagonalMixture mixture = DiagonalMixture.fit(NINE, 2);
        assertEquals(0.552414088232, mixture.weight(0), 1e-10);
        assertEquals(0.447585911768, mixture.weight(1), 1e-10);
        assertArrayEquals(new double[] {-0.823324332531, 0.137422234798}, mixture.mean(0), 1e-10);
        assertArrayEquals(new double[] {0.941679834106, 1.369513414597}, mixture.mean(1), 1e-10);
        assertArrayEquals(new double[] {0.763267781472, 0.209367557452}, mixture.variance(0), 1e-10);
        assertArrayEquals(new double[] {1.00116980062, 0.235809235416}, mixture.variance(1), 1e-10);
        assertEquals(-2.5850537045498547, mixture.likelihood(NINE), 1e-10);
    }

    @Test
    void keepsTheMeanOfThePointsAndRaisesTheLikelihoodWithMoreComponents() {
        double before = Double.NEGATIVE_INFINITY;
        for (int k = 1; k <= 3; k++) {
            DiagonalMixture mixture = DiagonalMixture.fit(NINE, k);
            double mean = 0;
            for (int c = 0; c < k; c++) {
                mean += mixture.weight(c) * mixture.mean(c)[0];
            }
            assertEquals(-0.3 / 9, mean, 1e-6);
            assertTrue(mixture.likelihood(NINE) > before, "more components explain more");
            before = mixture.likelihood(NINE);
        }
    }

    @Test
    void pointsThatAreFarFromEachOtherDoNotUnderflow() {
        double[][] points = {{0}, {1e-3}, {1e6}, {1e6 + 1}};
        DiagonalMixture mixture = DiagonalMixture.fit(points, 2);
        assertEquals(0.5, mixture.weight(0), 1e-12);
        assertEquals(5e-4, mixture.mean(0)[0], 1e-12);
        assertEquals(1e6 + 0.5, mixture.mean(1)[0], 1e-6);
        assertEquals(0.25, mixture.variance(1)[0], 1e-3);
        assertTrue(Double.isFinite(mixture.likelihood(points)));
    }

    @Test
    void drawsHaveTheMomentsOfTheMixture() {
        DiagonalMixture mixture = DiagonalMixture.fit(NINE, 2);
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        double squares = 0;
        int draws = 50_000;
        for (int i = 0; i < draws; i++) {
            double x = mixture.draw(random)[0];
            sum += x / draws;
            squares += x * x / draws;
        }
        double mean = 0;
        double square = 0;
        for (int k = 0; k < 2; k++) {
            mean += mixture.weight(k) * mixture.mean(k)[0];
            square += mixture.weight(k) * (Math.pow(mixture.mean(k)[0], 2) + mixture.variance(k)[0]);
        }
        double deviation = Math.sqrt(square - mean * mean);
        assertEquals(mean, sum, 5 * deviation / Math.sqrt(draws));
        assertEquals(square, squares, 5 * 2 * square / Math.sqrt(draws));
    }
}
