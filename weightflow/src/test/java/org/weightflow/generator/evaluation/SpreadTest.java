package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SpreadTest {
    private static final Spread UNKNOWN = new Spread(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    @Test
    void takesTheSeriesAsThePopulation() {
        // numpy.std([2, 4, 4, 4, 5, 5, 7, 9]) is 2; with divisor n - 1 it would be 2.138.
        assertEquals(new Spread(5, 2, 2, 9), Spread.of(new double[] {9, 4, 2, 4, 5, 4, 5, 7}));
        assertEquals(new Spread(3, 0, 3, 3), Spread.of(new double[] {3}));
    }

    @Test
    void isUnknownForNothingAndForTheUnknown() {
        assertEquals(UNKNOWN, Spread.of(new double[0]));
        assertEquals(UNKNOWN, Spread.of(new double[] {1, Double.NaN, 2}));
    }
}
