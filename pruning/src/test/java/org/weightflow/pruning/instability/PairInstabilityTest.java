package org.weightflow.pruning.instability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.barrier.LineCurve;

class PairInstabilityTest {
    /** The larger of both definitions where the ends differ: here by half their difference. */
    @Test
    void measuresFromTheMeanOfTheEnds() {
        PairInstability pair = pair(List.of(1.0, 3.0, 2.0), List.of(0.1, 0.3, 0.5));
        assertEquals(1.5, pair.lossBarrier("test"));
        assertEquals(0.2, pair.errorBarrier("test"), 1e-15);
        assertEquals(1.5, pair.curve("test").lossBarrier());
        assertEquals(0, pair.curve("test").errorBarrier(), 1e-15);
        assertEquals(0.3, pair.endError("test"));
        var e = assertThrows(IllegalArgumentException.class, () -> pair.lossBarrier("train"));
        assertTrue(e.getMessage().contains("train"), e::getMessage);
    }

    @Property(tries = 200)
    void isNeverNegativeAndTheSameFromEitherEnd(
            @ForAll @Size(min = 2, max = 9) List<@DoubleRange(min = 0, max = 5) Double> values) {
        List<Double> reversed = new ArrayList<>(values);
        Collections.reverse(reversed);
        double there = pair(values, values).lossBarrier("test");
        assertTrue(there >= 0);
        assertEquals(there, pair(reversed, reversed).lossBarrier("test"));
        assertEquals(0, pair(values.subList(0, 1), values.subList(0, 1)).lossBarrier("test"));
    }

    @Test
    void averagesOverPairs() {
        InstabilityReport report = report(0.1, 0.14, 0.1, 0.12, 0.12, 0.12);
        assertEquals(0.02, report.errorBarrier("test"), 1e-15);
        assertEquals(0.89, report.accuracy("test"), 1e-15);
    }

    /** Less than 2 points, however the quotients are rounded. */
    @Test
    void isStableBelowTwoPoints() {
        assertFalse(report(0.1, 0.12, 0.1).stable("test"), "0.12 - 0.1 is less than 0.02 in float64");
        assertFalse(report(0.3, 0.32, 0.3).stable("test"));
        assertTrue(report(0.1, 0.1199, 0.1).stable("test"));
        assertTrue(report(0.1, 0.05, 0.1).stable("test"));
    }

    @Test
    void matchesWithinATenthOfTwoPointsAndAbove() {
        InstabilityReport report = report(0.02, 0.5, 0.022);
        assertTrue(report.matching("test", 0.981));
        assertFalse(report.matching("test", 0.9811));
        assertTrue(report.matching("test", 0.5));
        assertThrows(IllegalArgumentException.class, () -> report.matching("test", 98.1));
        assertThrows(IllegalArgumentException.class, () -> new InstabilityReport(0, 0, 1, 1, List.of()));
    }

    /** @param errors three a pair */
    private static InstabilityReport report(double... errors) {
        List<PairInstability> pairs = new ArrayList<>();
        for (int i = 0; i < errors.length; i += 3) {
            List<Double> curve = List.of(errors[i], errors[i + 1], errors[i + 2]);
            pairs.add(pair(curve, curve));
        }
        return new InstabilityReport(0, 5, 7, 9, pairs);
    }

    /** A single value stands for a line whose ends are one network. */
    private static PairInstability pair(List<Double> loss, List<Double> error) {
        return new PairInstability(0, 1, 1, List.of(new LineCurve("test", atLeastTwo(loss), atLeastTwo(error))));
    }

    private static List<Double> atLeastTwo(List<Double> values) {
        return values.size() == 1 ? Collections.nCopies(3, values.get(0)) : values;
    }
}
