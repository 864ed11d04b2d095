package org.weightflow.generator.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QuantileTest {
    @Test
    void interpolatesBetweenOrderStatistics() {
        // numpy.quantile([7, 1, 4, 2], [0, .05, .25, .5, .95, 1])
        double[] values = {7, 1, 4, 2};
        double[] expected = {1, 1.15, 1.75, 3, 6.55, 7};
        double[] p = {0, 0.05, 0.25, 0.5, 0.95, 1};
        for (int i = 0; i < p.length; i++) {
            assertEquals(expected[i], Quantile.of(values, p[i]), 1e-12);
        }
        assertArrayEquals(new double[] {7, 1, 4, 2}, values, "the values stay in order");
    }

    @Test
    void isTheMiddleValueOfAnOddNumber() {
        assertEquals(3, Quantile.median(new double[] {5, 3, 1}));
        assertEquals(8, Quantile.median(new double[] {8}));
    }

    @Test
    void isUnknownForNothingAndForTheUnknown() {
        assertTrue(Double.isNaN(Quantile.median(new double[0])));
        assertTrue(Double.isNaN(Quantile.median(new double[] {1, 2, 3, Double.NaN})));
    }
}
