package org.weightflow.pruning.sanity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedDifferenceTest {
    /** scipy.stats.t.ppf(0.975, degrees) */
    @ParameterizedTest(name = "{0} degrees of freedom")
    @CsvSource({
        "1,12.706204736174694",
        "2,4.302652729749462",
        "3,3.1824463052837078",
        "4,2.7764451051977934",
        "9,2.2621571627982053",
        "30,2.0422724563012378"
    })
    void hasStudentsQuantiles(int degrees, double expected) {
        assertEquals(expected, StudentT.quantile(0.95, degrees), 1e-9);
    }

    /** With one degree of freedom, Cauchy: 2 atan(t) / pi; with two, t / sqrt(2 + t^2). */
    @Test
    void hasTheClosedFormsOfOneAndTwoDegrees() {
        for (double t : new double[] {0, 0.3, 1, 7}) {
            assertEquals(2 / Math.PI * Math.atan(t), StudentT.within(t, 1), 1e-14);
            assertEquals(t / Math.sqrt(2 + t * t), StudentT.within(t, 2), 1e-14);
        }
    }

    /** scipy.stats.ttest_rel([.91, .93, .90, .95], [.92, .95, .93, .955]).confidence_interval(.95) */
    @Test
    void hasThePairedInterval() {
        PairedDifference found = PairedDifference.of(List.of(0.91, 0.93, 0.90, 0.95), List.of(0.92, 0.95, 0.93, 0.955));
        assertEquals(-0.01625, found.mean(), 1e-12);
        assertEquals(-0.03389153929465347, found.low(), 1e-9);
        assertEquals(0.0013915392946534898, found.high(), 1e-9);
        assertFalse(found.loss() || found.gain());
    }

    @Test
    void tellsLossFromGain() {
        List<Double> better = List.of(0.9, 0.91, 0.92);
        List<Double> worse = List.of(0.8, 0.815, 0.82);
        assertTrue(PairedDifference.of(worse, better).loss());
        assertTrue(PairedDifference.of(better, worse).gain());
        PairedDifference none = PairedDifference.of(better, better);
        assertFalse(none.loss() || none.gain());
    }

    @Test
    void hasNoIntervalForOneMember() {
        PairedDifference one = PairedDifference.of(List.of(0.5), List.of(0.75));
        assertEquals(-0.25, one.mean());
        assertNull(one.low());
        assertFalse(one.bounded() || one.loss());
        assertThrows(IllegalArgumentException.class, () -> PairedDifference.of(List.of(0.5), List.of()));
        assertThrows(IllegalArgumentException.class, () -> PairedDifference.of(List.of(), List.of()));
    }
}
