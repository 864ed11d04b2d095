package org.weightflow.networks;

import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * Chooses exactly k of some values: those of the largest magnitude, and of equal ones those with the lower index, so that every
 * count of kept values in this project is exact.
 */
public final class LargestMagnitudes {
    private static final int BINS = 1 << 16;

    private LargestMagnitudes() {}

    /**
     * The {@code k} largest of the candidates. O(n): the bits of a float without its sign order magnitudes as integers, so two counts
     * of 2^16 bins find the smallest magnitude that stays without sorting.
     *
     * @param values     one an index; not NaN
     * @param candidates indices to choose from; not changed
     * @param k          how many; 0 to the number of candidates
     * @return the chosen indices
     */
    public static BitSet choose(float[] values, BitSet candidates, int k) {
        int count = candidates.cardinality();
        if (k < 0 || k > count) {
            throw new IllegalArgumentException("k " + k + " is not in [0, " + count + "], the number of candidates");
        }
        BitSet chosen = new BitSet(candidates.length());
        if (k == 0) {
            return chosen;
        }
        int[] high = new int[BINS];
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            high[magnitude(values[i]) >>> 16]++;
        }
        int missing = k;
        int upper = BINS - 1;
        while (high[upper] < missing) {
            missing -= high[upper--];
        }
        int[] low = new int[BINS];
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            int bits = magnitude(values[i]);
            if (bits >>> 16 == upper) {
                low[bits & (BINS - 1)]++;
            }
        }
        int lower = BINS - 1;
        while (low[lower] < missing) {
            missing -= low[lower--];
        }
        int smallest = upper << 16 | lower;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            int bits = magnitude(values[i]);
            if (bits > smallest || (bits == smallest && missing-- > 0)) {
                chosen.set(i);
            }
        }
        return chosen;
    }

    /**
     * The mask that keeps the largest magnitudes of each prunable entry.
     *
     * @param flat   a flat vector of the layout; not NaN
     * @param counts how many values of each entry are kept, by the entry's position; not asked for entries that are not prunable
     */
    public static Mask perEntry(Layout layout, float[] flat, IntUnaryOperator counts) {
        BitSet kept = new BitSet(layout.size());
        for (int e = 0; e < layout.entries().size(); e++) {
            BitSet entry = new BitSet(layout.size());
            entry.set(layout.offset(e), layout.offset(e + 1));
            kept.or(layout.entry(e).prunable() ? choose(flat, entry, counts.applyAsInt(e)) : entry);
        }
        return Mask.of(layout, kept);
    }

    private static int magnitude(float value) {
        return Float.floatToRawIntBits(value) & 0x7FFFFFFF;
    }
}
