package org.weightflow.pruning.earlybird;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;

class MaskDistanceTest {
    /** 3 * 4 + 4 * 2 prunable values between biases. */
    private static final Layout LAYOUT = Mlp.of(3, 4, 2).layout();

    @Property(tries = 200)
    void isAMetricOfValuesFromNoughtToOne(@ForAll long seed) {
        SplittableRandom random = new Seed(seed).random();
        Mask a = drawn(random);
        Mask b = drawn(random);
        Mask c = drawn(random);
        double ab = MaskDistance.between(a, b);
        assertEquals(ab, MaskDistance.between(b, a));
        assertTrue(ab >= 0 && ab <= 1);
        assertEquals(a.equals(b), ab == 0);
        assertEquals(0, MaskDistance.between(a, Mask.of(LAYOUT, a.toBitSet())));
        // Multiples of 1 / 20, whose sums round.
        assertTrue(ab <= MaskDistance.between(a, c) + MaskDistance.between(c, b) + 1e-15);
    }

    @Test
    void countsPrunableValuesOnly() {
        BitSet some = Mask.dense(LAYOUT).toBitSet();
        some.clear(0, 5);
        assertEquals(5 / 20.0, MaskDistance.between(Mask.dense(LAYOUT), Mask.of(LAYOUT, some)));
        BitSet none = Mask.dense(LAYOUT).toBitSet();
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            if (LAYOUT.entry(e).prunable()) {
                none.clear(LAYOUT.offset(e), LAYOUT.offset(e + 1));
            }
        }
        assertEquals(1, MaskDistance.between(Mask.dense(LAYOUT), Mask.of(LAYOUT, none)));
    }

    @Test
    void refusesMasksOfOtherLayouts() {
        Mask other = Mask.dense(Mlp.of(3, 5, 2).layout());
        var e = assertThrows(IllegalArgumentException.class, () -> MaskDistance.between(Mask.dense(LAYOUT), other));
        assertTrue(e.getMessage().contains("fc1.weight"), e::getMessage);
    }

    private static Mask drawn(SplittableRandom random) {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            for (int i = LAYOUT.offset(e); LAYOUT.entry(e).prunable() && i < LAYOUT.offset(e + 1); i++) {
                kept.set(i, random.nextBoolean());
            }
        }
        return Mask.of(LAYOUT, kept);
    }
}
