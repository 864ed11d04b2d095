package org.weightflow.pruning.selection;

import java.util.Arrays;
import java.util.BitSet;

/** Chooses exactly k of some values: those of the largest score, and of equal ones those with the lower index. */
public final class LargestScores {
    private LargestScores() {}

    /**
     * The {@code k} largest of the candidates; O(n log n).
     *
     * @param scores     one an index; 0 and -0 are equal
     * @param candidates indices to choose from; not changed
     * @param k          how many; 0 to the number of candidates
     * @throws IllegalArgumentException if k is out of its range
     * @throws ArithmeticException if a candidate's score is not a number, naming the index
     */
    public static BitSet choose(double[] scores, BitSet candidates, int k) {
        int count = candidates.cardinality();
        if (k < 0 || k > count) {
            throw new IllegalArgumentException("k " + k + " is not in [0, " + count + "], the number of candidates");
        }
        BitSet chosen = new BitSet(candidates.length());
        if (k == 0) {
            return chosen;
        }
        double[] sorted = new double[count];
        int next = 0;
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            if (Double.isNaN(scores[i])) {
                throw new ArithmeticException("score " + i + " is not a number");
            }
            // Adding zero makes -0 a 0, which sorting would tell apart.
            sorted[next++] = scores[i] + 0.0;
        }
        Arrays.parallelSort(sorted);
        double smallest = sorted[count - k];
        int missing = k;
        for (int i = count - 1; i >= 0 && sorted[i] > smallest; i--) {
            missing--;
        }
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            if (scores[i] > smallest || (scores[i] == smallest && missing-- > 0)) {
                chosen.set(i);
            }
        }
        return chosen;
    }
}
