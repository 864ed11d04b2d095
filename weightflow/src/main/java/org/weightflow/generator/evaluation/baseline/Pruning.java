package org.weightflow.generator.evaluation.baseline;

import java.util.BitSet;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * Makes a new network exactly as sparse as the zoo.
 * <p>A mask that all members share stays. Otherwise network i keeps, in every prunable entry, as many values as zoo member i mod N
 * does there: those of the largest magnitude, the lower index first where magnitudes tie. The new masks so have the very counts of
 * the zoo's, however these vary.
 */
final class Pruning {
    private static final int HALF = 1 << 16;

    private Pruning() {}

    /** @param flat the values before pruning; handed over */
    static Network toTheCountsOf(LoadedZoo zoo, int index, float[] flat) {
        Layout layout = zoo.layout();
        if (!zoo.isSparse()) {
            return Network.dense(StateDict.of(layout, flat));
        }
        Mask mask = zoo.sharesMask() ? zoo.mask(0) : largest(zoo.network(index % zoo.count()), flat);
        mask.zeroPruned(flat, 0);
        return new Network(StateDict.of(layout, flat), mask);
    }

    private static Mask largest(Network counts, float[] flat) {
        Layout layout = counts.weights().layout();
        BitSet kept = new BitSet(layout.size());
        for (int e = 0; e < layout.entries().size(); e++) {
            int from = layout.offset(e);
            int to = layout.offset(e + 1);
            if (layout.entry(e).prunable()) {
                keepLargest(flat, from, to, counts.kept(e), kept);
            } else {
                kept.set(from, to);
            }
        }
        return Mask.of(layout, kept);
    }

    /**
     * Sets the bits of the {@code count} largest magnitudes in [from, to). The bits of a float without its sign order magnitudes as
     * integers, so two counts of 2^16 bins find the smallest kept magnitude without sorting.
     */
    static void keepLargest(float[] flat, int from, int to, int count, BitSet kept) {
        if (count == 0) {
            return;
        }
        int[] high = new int[HALF];
        for (int d = from; d < to; d++) {
            high[magnitude(flat[d]) >>> 16]++;
        }
        int missing = count;
        int upper = HALF - 1;
        while (high[upper] < missing) {
            missing -= high[upper--];
        }
        int[] low = new int[HALF];
        for (int d = from; d < to; d++) {
            int bits = magnitude(flat[d]);
            if (bits >>> 16 == upper) {
                low[bits & (HALF - 1)]++;
            }
        }
        int lower = HALF - 1;
        while (low[lower] < missing) {
            missing -= low[lower--];
        }
        int smallest = upper << 16 | lower;
        for (int d = from; d < to; d++) {
            int bits = magnitude(flat[d]);
            if (bits > smallest || (bits == smallest && missing-- > 0)) {
                kept.set(d);
            }
        }
    }

    private static int magnitude(float value) {
        return Float.floatToRawIntBits(value) & 0x7FFFFFFF;
    }
}
