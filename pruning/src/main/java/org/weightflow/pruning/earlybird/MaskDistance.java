package org.weightflow.pruning.earlybird;

import java.util.BitSet;
import org.weightflow.networks.Mask;

/**
 * The normalised Hamming distance of two masks: the share of what may be pruned on which they differ, in [0, 1]. A metric: 0 for the
 * same masks only, symmetric, and never longer than a way through a third mask.
 */
public final class MaskDistance {
    private MaskDistance() {}

    /**
     * Over the prunable values; 0 where nothing is prunable.
     *
     * @throws IllegalArgumentException if the layouts differ, naming the first entry that does
     */
    public static double between(Mask a, Mask b) {
        a.layout().requireSame(b.layout(), "the other mask");
        return share(a.toBitSet(), b.toBitSet(), a.layout().prunableSize());
    }

    /**
     * Over the channels of all layers.
     *
     * @throws IllegalArgumentException if they are of other layers
     */
    public static double between(ChannelMask a, ChannelMask b) {
        a.requireSameLayers(b);
        return share(a.toBitSet(), b.toBitSet(), a.channels());
    }

    /** What is not prunable is kept by both, so that it adds no difference. */
    private static double share(BitSet a, BitSet b, int size) {
        a.xor(b);
        return size == 0 ? 0 : a.cardinality() / (double) size;
    }
}
