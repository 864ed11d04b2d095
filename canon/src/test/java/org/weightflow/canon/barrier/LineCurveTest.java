package org.weightflow.canon.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineCurveTest {
    private static final List<Double> FLAT = List.of(0.1, 0.1, 0.1, 0.1);

    @Test
    void isTheLargestExcessOverTheChord() {
        // Chord 1, 2, 3, 4, 5: the excesses are 0, 0.5, 1.5, 1.4 and 0; the largest value is not where the excess is
        // largest.
        LineCurve curve = new LineCurve("test", List.of(1.0, 2.5, 4.5, 5.4, 5.0), List.of(0.0, 0.0, 0.25, 0.0, 0.0));
        assertEquals(1.5, curve.lossBarrier(), 1e-15);
        assertEquals(0.25, curve.errorBarrier());
        assertEquals(0.25, curve.position(1));
    }

    @Test
    void isNoughtWhereTheCurveSagsOrIsFlat() {
        LineCurve curve = new LineCurve("test", List.of(1.0, 0.2, 0.9, 2.0), FLAT);
        assertEquals(0.0, curve.lossBarrier());
        assertEquals(0.0, curve.errorBarrier());
    }

    @Test
    void isTheSameFromTheOtherEnd() {
        LineCurve curve = new LineCurve("test", List.of(0.3, 0.9, 0.7, 0.1), FLAT);
        assertEquals(curve.lossBarrier(), curve.reversed().lossBarrier(), 1e-15);
        assertEquals(List.of(0.1, 0.7, 0.9, 0.3), curve.reversed().loss());
    }

    @Test
    void refusesCurvesOfDifferentLengths() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> new LineCurve("test", List.of(1.0, 2.0, 3.0), List.of(0.0, 0.0)));
        assertTrue(e.getMessage().contains("3 losses and 2 errors"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new LineCurve("test", List.of(1.0), List.of(0.0)));
    }
}
