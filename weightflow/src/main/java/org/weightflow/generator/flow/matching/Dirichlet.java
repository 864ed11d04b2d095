package org.weightflow.generator.flow.matching;

import java.util.SplittableRandom;

/**
 * Draws of Dirichlet(a, ..., a): w_i = g_i / sum_j g_j with independent g_i ~ Gamma(a). Computed from log g_i, as the g_i of a small
 * a are smaller than any number that can be told from zero.
 *
 * @see <a href="https://doi.org/10.1145/358407.358414">Marsaglia and Tsang (2000), the gamma variates</a>
 */
public final class Dirichlet {
    private Dirichlet() {}

    /** Fills {@code weights}; they sum to 1. */
    public static void draw(SplittableRandom random, double concentration, double[] weights) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = logGamma(random, concentration);
            largest = Math.max(largest, weights[i]);
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(weights[i] - largest);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
    }

    /** The logarithm of a gamma variate: of shape a + 1, times a uniform's power 1 / a. */
    private static double logGamma(SplittableRandom random, double shape) {
        double d = shape + 1 - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            double v = root * root * root;
            if (root > 0 && Math.log(uniform(random)) < x * x / 2 + d - d * v + d * Math.log(v)) {
                return Math.log(d * v) + Math.log(uniform(random)) / shape;
            }
        }
    }

    /** In (0, 1]. */
    private static double uniform(SplittableRandom random) {
        return 1 - random.nextDouble();
    }
}
