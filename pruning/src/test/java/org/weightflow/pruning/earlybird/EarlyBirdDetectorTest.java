package org.weightflow.pruning.earlybird;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;

class EarlyBirdDetectorTest {
    /** 20 weights: each is a step of 0.05 in distance. */
    private static final Layout LAYOUT = Mlp.of(5, 4).layout();

    private final EarlyBirdDetector<Mask> detector = EarlyBirdDetector.ofWeights(EarlyBirdConfig.defaults());

    @Test
    void drawsAConstantMaskAtTheFifthCall() {
        for (int call = 1; call <= 7; call++) {
            assertEquals(call >= 5, detector.offer(without(3)), "call " + call);
            assertEquals(call >= 5 ? OptionalDouble.of(0) : OptionalDouble.empty(), detector.largestDistance());
        }
    }

    @Test
    void drawsAnythingAtTheFifthCallIfAnyDistanceWillDo() {
        EarlyBirdDetector<Mask> easy =
                EarlyBirdDetector.ofWeights(EarlyBirdConfig.defaults().withTolerance(1));
        for (int call = 1; call <= 6; call++) {
            assertEquals(call >= 5, easy.offer(call % 2 == 0 ? Mask.dense(LAYOUT) : without(20)), "call " + call);
        }
    }

    /** Two of twenty are as far as the tolerance, three are farther. */
    @Test
    void comparesTheNewestWithAllFourOlderOnes() {
        for (int removed : new int[] {3, 1, 1, 1}) {
            assertFalse(detector.offer(without(removed)));
        }
        assertTrue(detector.offer(without(1)), "the first is 2 away");
        assertFalse(detector.offer(without(4)));
        assertEquals(0.15, detector.largestDistance().orElseThrow());
        assertEquals(16, detector.newest().keptPrunable());
    }

    @Test
    void forgetsMasksThatLeftTheQueue() {
        detector.offer(without(20));
        for (int call = 2; call <= 5; call++) {
            assertFalse(detector.offer(without(0)), "call " + call);
        }
        assertTrue(detector.offer(without(0)));
    }

    /** Distances to older masks count, those among the older ones do not. */
    @Test
    void measuresFromTheNewestOnly() {
        for (int removed : new int[] {0, 4, 0, 4}) {
            detector.offer(without(removed));
        }
        assertTrue(detector.offer(without(2)));
    }

    @Test
    void waitsForAsManyMasksAsAreAskedFor() {
        EarlyBirdDetector<Mask> two =
                EarlyBirdDetector.ofWeights(EarlyBirdConfig.defaults().withMasks(2));
        assertFalse(two.offer(without(0)));
        assertTrue(two.offer(without(0)));
        assertThrows(IllegalStateException.class, detector::newest);
        assertThrows(
                IllegalArgumentException.class, () -> EarlyBirdConfig.defaults().withMasks(1));
    }

    @Test
    void drawsMasksOfWeightsByMagnitude() {
        StateDict weights = Initialisation.NORMAL.draw(LAYOUT, new Seed(1));
        detector.observe(weights);
        Mask mask = detector.newest();
        assertEquals(14, mask.keptPrunable());
        float[] flat = weights.toArray();
        double smallestKept = Double.MAX_VALUE;
        double largestPruned = 0;
        for (int i = 0; i < 20; i++) {
            double magnitude = Math.abs(flat[i]);
            smallestKept = mask.keeps(i) ? Math.min(smallestKept, magnitude) : smallestKept;
            largestPruned = mask.keeps(i) ? largestPruned : Math.max(largestPruned, magnitude);
        }
        assertTrue(largestPruned < smallestKept);
    }

    @Test
    void drawsMasksOfChannelsByScales() {
        EarlyBirdDetector<ChannelMask> channels =
                EarlyBirdDetector.ofChannels(EarlyBirdConfig.defaults().withFraction(0.5));
        for (int call = 1; call <= 4; call++) {
            assertFalse(channels.observe(ChannelMaskTest.scaled(new float[] {1, 9, 2}, new float[] {8, 7, 3})));
        }
        assertFalse(channels.observe(ChannelMaskTest.scaled(new float[] {1, 9, 8}, new float[] {8, 7, 3})));
        assertEquals(2 / 6.0, channels.largestDistance().orElseThrow());
        assertEquals("{1, 2, 3}", channels.newest().toBitSet().toString());
        assertThrows(
                IllegalArgumentException.class,
                () -> channels.observe(ChannelMaskTest.scaled(new float[] {1, 9, 8, 4}, new float[] {8, 7, 3})));
    }

    private static Mask without(int removed) {
        BitSet kept = Mask.dense(LAYOUT).toBitSet();
        kept.clear(0, removed);
        return Mask.of(LAYOUT, kept);
    }
}
