package org.weightflow.generator.evaluation.baseline;

import org.weightflow.generator.evaluation.source.LoadedZoo;

/** Weighted sums of zoo members. */
final class AffineCombination {
    /** Sums of one block stay in the first-level cache. */
    private static final int BLOCK = 1024;

    private AffineCombination() {}

    /** sum_i a_i w_i, in float64 until the end; members of weight 0 cost nothing. */
    static float[] of(LoadedZoo zoo, double[] weights) {
        int[] members = new int[weights.length];
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                members[count++] = i;
            }
        }
        int size = zoo.layout().size();
        float[] result = new float[size];
        double[] sums = new double[BLOCK];
        for (int from = 0; from < size; from += BLOCK) {
            int width = Math.min(BLOCK, size - from);
            java.util.Arrays.fill(sums, 0, width, 0);
            int m = 0;
            for (; m + 4 <= count; m += 4) {
                addFour(zoo, weights, members, m, from, width, sums);
            }
            for (; m < count; m++) {
                float[] w = zoo.vector(members[m]);
                double a = weights[members[m]];
                for (int d = 0; d < width; d++) {
                    sums[d] += a * w[from + d];
                }
            }
            for (int d = 0; d < width; d++) {
                result[from + d] = (float) sums[d];
            }
        }
        return result;
    }

    /** Four members in one sweep over the sums, which saves three quarters of their loads and stores. */
    private static void addFour(
            LoadedZoo zoo, double[] weights, int[] members, int first, int from, int width, double[] sums) {
        float[] w0 = zoo.vector(members[first]);
        float[] w1 = zoo.vector(members[first + 1]);
        float[] w2 = zoo.vector(members[first + 2]);
        float[] w3 = zoo.vector(members[first + 3]);
        double a0 = weights[members[first]];
        double a1 = weights[members[first + 1]];
        double a2 = weights[members[first + 2]];
        double a3 = weights[members[first + 3]];
        for (int d = 0; d < width; d++) {
            int at = from + d;
            sums[d] += a0 * w0[at] + a1 * w1[at] + (a2 * w2[at] + a3 * w3[at]);
        }
    }
}
