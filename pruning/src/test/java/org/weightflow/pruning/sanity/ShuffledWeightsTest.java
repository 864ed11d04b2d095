package org.weightflow.pruning.sanity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class ShuffledWeightsTest {
    private static final Layout LAYOUT = Mlp.of(6, 20, 5).layout();
    private static final StateDict WEIGHTS = Initialisation.KAIMING_UNIFORM.draw(LAYOUT, new Seed(1));

    private static Mask everyThird() {
        BitSet kept = new BitSet();
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            for (int i = LAYOUT.offset(e); i < LAYOUT.offset(e + 1); i++) {
                kept.set(i, !LAYOUT.entry(e).prunable() || i % 3 == 0);
            }
        }
        return Mask.of(LAYOUT, kept);
    }

    @Test
    void keepsTheMultisetOfEachLayersKeptWeightsAndEverythingElse() {
        Mask mask = everyThird();
        float[] before = WEIGHTS.toArray();
        float[] after = ShuffledWeights.within(WEIGHTS, mask, new Seed(2)).toArray();
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            assertArrayEquals(
                    kept(before, mask, e), kept(after, mask, e), LAYOUT.entry(e).name());
        }
        int moved = 0;
        for (int i = 0; i < before.length; i++) {
            boolean shuffled = mask.keeps(i) && LAYOUT.entry(LAYOUT.entryAt(i)).prunable();
            assertTrue(shuffled || before[i] == after[i], "value " + i);
            moved += before[i] == after[i] ? 0 : 1;
        }
        assertTrue(moved > mask.keptPrunable() / 2, moved + " moved");
    }

    /** Each of 40 kept weights stands first 100 times of 4,000, give or take 9.9; five deviations. */
    @Test
    void shufflesUniformly() {
        Mask mask = everyThird();
        float[] before = WEIGHTS.toArray();
        int[] counts = new int[40];
        int[] places = IntStream.range(0, 120).filter(mask::keeps).toArray();
        for (int i = 0; i < 4_000; i++) {
            float first =
                    ShuffledWeights.within(WEIGHTS, mask, new Seed(5).child(i)).toArray()[places[0]];
            counts[
                    IntStream.range(0, 40)
                            .filter(k -> before[places[k]] == first)
                            .findFirst()
                            .orElseThrow()]++;
        }
        for (int count : counts) {
            assertEquals(100, count, 50);
        }
    }

    @Test
    void drawsFromTheSeed() {
        Mask mask = everyThird();
        StateDict first = ShuffledWeights.within(WEIGHTS, mask, new Seed(2));
        assertTrue(first.sameBits(ShuffledWeights.within(WEIGHTS, mask, new Seed(2))));
        assertFalse(first.sameBits(ShuffledWeights.within(WEIGHTS, mask, new Seed(3))));
    }

    private static float[] kept(float[] flat, Mask mask, int entry) {
        float[] values = new float[mask.kept(entry)];
        int next = 0;
        for (int i = LAYOUT.offset(entry); i < LAYOUT.offset(entry + 1); i++) {
            if (mask.keeps(i)) {
                values[next++] = flat[i];
            }
        }
        Arrays.sort(values);
        return values;
    }
}
