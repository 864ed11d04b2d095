package org.weightflow.networks.training;

import org.weightflow.networks.Check;

/** What {@link Adam} and {@link AdamW} share: the constants' rules and the moment update. */
final class AdamMoments {
    static final int SLOTS = 2;

    /**
     * Added and taken away again, this rounds what is much smaller to a multiple of its last digit. Inputs that are almost always
     * zero let their moments decay into subnormal numbers, with which the processor computes a hundred times slower; a value above
     * the floor changes by a rounding error at most, and one below it moves no weight.
     */
    static final float FLOOR = 1e-20f;

    private static final float SQUARE_FLOOR = 1e-28f;

    private AdamMoments() {}

    static void check(double beta1, double beta2, double epsilon, double weightDecay) {
        Check.halfOpenInterval("beta1", beta1, 0, 1);
        Check.halfOpenInterval("beta2", beta2, 0, 1);
        Check.positive("epsilon", epsilon);
        Check.notNegative("weightDecay", weightDecay);
    }

    /**
     * m += (g - m)(1 - b1), v = b2 v + (1 - b2) g^2, w -= rate / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps): one pass over
     * memory, which the compiler vectorises as long as all arrays are indexed alike.
     */
    static void step(
            float[] w,
            float[] g,
            float[][] state,
            int count,
            double rate,
            long step,
            double beta1,
            double beta2,
            double epsilon) {
        float[] m = state[0];
        float[] v = state[1];
        float oneMinusBeta1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float oneMinusBeta2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        float stepSize = (float) (rate / (1 - Math.pow(beta1, (double) step)));
        float root = (float) Math.sqrt(1 - Math.pow(beta2, (double) step));
        for (int i = 0; i < count; i++) {
            float gi = g[i];
            float mi = m[i] + (gi - m[i]) * oneMinusBeta1 + FLOOR - FLOOR;
            float vi = v[i] * keep2 + oneMinusBeta2 * gi * gi + SQUARE_FLOOR - SQUARE_FLOOR;
            m[i] = mi;
            v[i] = vi;
            w[i] -= stepSize * mi / ((float) Math.sqrt(vi) / root + eps);
        }
    }
}
