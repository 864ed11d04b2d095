package org.weightflow.networks;

import java.util.BitSet;

/**
 * Chooses exactly k of some values: the largest, and of equal ones those with the lower index, so that every count in this project
 * is exact. NaN counts as smaller than any number.
 */
public final class ExactTopK {
    private ExactTopK() {}

    /**
     * The {@code k} largest of the candidates.
     *
     * @param scores     one value an index
     * @param candidates indices to choose from; not changed
     * @param k          how many; 0 to the number of candidates
     * @return the chosen indices
     */
    public static BitSet largest(float[] scores, BitSet candidates, int k) {
        int count = candidates.cardinality();
        if (k < 0 || k > count) {
            throw new IllegalArgumentException("k " + k + " is not in [0, " + count + "], the number of candidates");
        }
        // One sortable key a value: the score's order above, the inverted index below, so that no two keys are equal.
        long[] keys = new long[count];
        int filled = 0;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            keys[filled++] = ((long) order(scores[i]) << 32) | (0xFFFFFFFFL - i);
        }
        java.util.Arrays.parallelSort(keys);
        BitSet chosen = new BitSet(candidates.length());
        for (int j = count - k; j < count; j++) {
            chosen.set((int) (0xFFFFFFFFL - (keys[j] & 0xFFFFFFFFL)));
        }
        return chosen;
    }

    /** An int that orders floats as their values do, -0 equal to +0 and NaN below all. */
    private static int order(float value) {
        if (Float.isNaN(value)) {
            return Integer.MIN_VALUE;
        }
        int bits = Float.floatToIntBits(value == 0f ? 0f : value);
        return bits >= 0 ? bits : Integer.MIN_VALUE - bits;
    }
}
