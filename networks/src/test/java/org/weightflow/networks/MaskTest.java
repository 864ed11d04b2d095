package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.architecture.Mlp;

class MaskTest {
    /** fc1.weight at 0..5, fc1.bias at 6..8, fc2.weight at 9..14, fc2.bias at 15..16. */
    private static final Layout LAYOUT = Mlp.of(2, 3, 2).layout();

    private static BitSet allBut(int... pruned) {
        BitSet kept = new BitSet();
        kept.set(0, LAYOUT.size());
        for (int i : pruned) {
            kept.clear(i);
        }
        return kept;
    }

    @Test
    void countsOnlyPrunableValues() {
        Mask mask = Mask.of(LAYOUT, allBut(0, 5, 9));
        assertEquals(9, mask.keptPrunable());
        assertEquals(9 / 12.0, mask.density());
        assertEquals(List.of(4, 3, 5, 2), List.of(mask.kept(0), mask.kept(1), mask.kept(2), mask.kept(3)));
        assertEquals(12, Mask.dense(LAYOUT).keptPrunable());
        assertEquals(1.0, Mask.dense(LAYOUT).density());
    }

    @Test
    void hasDensityOneWhereNothingIsPrunable() {
        Layout fixed = Layout.of(List.of(new Layout.Entry("b", List.of(2), Layout.Kind.BIAS, false)));
        assertEquals(1.0, Mask.dense(fixed).density());
    }

    @Test
    void setsExactlyThePrunedValuesToPositiveZero() {
        float[] flat = new float[LAYOUT.size()];
        java.util.Arrays.fill(flat, -2f);
        float[] expected = flat.clone();
        expected[0] = 0f;
        expected[14] = 0f;
        Mask mask = Mask.of(LAYOUT, allBut(0, 14));
        assertArrayEquals(expected, mask.apply(StateDict.of(LAYOUT, flat)).toArray());
        assertEquals(-2f, flat[0]);
        float[] two = new float[2 * LAYOUT.size()];
        java.util.Arrays.fill(two, -2f);
        mask.zeroPruned(two, LAYOUT.size());
        assertEquals(-2f, two[0]);
        assertEquals(0, Float.floatToRawIntBits(two[LAYOUT.size()]));
    }

    @Test
    void travelsAsAStateDict() {
        Mask mask = Mask.of(LAYOUT, allBut(1, 10));
        assertEquals(mask, Mask.ofStateDict(mask.toStateDict()));
        float[] flat = mask.toStateDict().toArray();
        flat[4] = 0.5f;
        var e = assertThrows(IllegalArgumentException.class, () -> Mask.ofStateDict(StateDict.of(LAYOUT, flat)));
        assertTrue(e.getMessage().contains("0.5 at 4"), e::getMessage);
    }

    @Test
    void refusesToMaskWhatIsNotPrunable() {
        var e = assertThrows(IllegalArgumentException.class, () -> Mask.of(LAYOUT, allBut(7)));
        assertTrue(e.getMessage().contains("fc1.bias: value 1"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> Mask.of(LAYOUT, allBut(16)));
    }

    @Test
    void refusesBitsBehindTheLayout() {
        BitSet kept = allBut();
        kept.set(17);
        var e = assertThrows(IllegalArgumentException.class, () -> Mask.of(LAYOUT, kept));
        assertTrue(e.getMessage().contains("bit 17"), e::getMessage);
    }

    @Test
    void refusesWeightsOfAnotherLayout() {
        StateDict other = StateDict.of(Mlp.of(2, 2).layout(), new float[6]);
        assertThrows(IllegalArgumentException.class, () -> Mask.dense(LAYOUT).apply(other));
    }

    @Test
    void isWithinAMaskThatKeepsMore() {
        Mask small = Mask.of(LAYOUT, allBut(0, 1));
        Mask large = Mask.of(LAYOUT, allBut(1));
        assertTrue(small.isWithin(large));
        assertTrue(small.isWithin(small));
        assertFalse(large.isWithin(small));
        assertNotEquals(small, large);
    }

    @Test
    void sharesNoBitsWithItsCaller() {
        BitSet kept = allBut();
        Mask mask = Mask.of(LAYOUT, kept);
        kept.clear(0);
        mask.toBitSet().clear(1);
        assertEquals(Mask.dense(LAYOUT), mask);
        assertEquals(Mask.dense(LAYOUT).hashCode(), mask.hashCode());
        assertTrue(mask.keeps(0));
    }
}
