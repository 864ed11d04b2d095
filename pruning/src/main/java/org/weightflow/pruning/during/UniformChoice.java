package org.weightflow.pruning.during;

import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Draws exactly k of some values, each set of k as likely as any other.
 *
 * @see <a href="https://doi.org/10.1145/368796.368813">Fan, Muller and Rezucha (1962), selection sampling</a>
 */
final class UniformChoice {
    private UniformChoice() {}

    /** @param k 0 to the number of candidates */
    static BitSet choose(BitSet candidates, int k, SplittableRandom random) {
        int left = candidates.cardinality();
        if (k < 0 || k > left) {
            throw new IllegalArgumentException("k " + k + " is not in [0, " + left + "], the number of candidates");
        }
        BitSet chosen = new BitSet(candidates.length());
        int missing = k;
        for (int i = candidates.nextSetBit(0); missing > 0; i = candidates.nextSetBit(i + 1)) {
            if (random.nextInt(left--) < missing) {
                chosen.set(i);
                missing--;
            }
        }
        return chosen;
    }
}
