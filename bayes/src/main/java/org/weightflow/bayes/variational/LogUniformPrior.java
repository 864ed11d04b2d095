package org.weightflow.bayes.variational;

import java.util.SplittableRandom;

/**
 * p(log |w|) constant, the prior of sparse variational dropout: with log a = log sigma^2 - log mu^2,
 * <pre>
 * KL = k1 - k1 sigmoid(k2 + k3 log a) + log(1 + 1 / a) / 2
 * </pre>
 * which falls towards 0 as a weight drowns in its own noise. It is an approximation, and the prior is improper: KL is up to a
 * constant that makes its limit 0. log a is held in [-10, 10], beyond which there is no gradient.
 *
 * @see <a href="https://arxiv.org/abs/1701.05369">Molchanov, Ashukha and Vetrov (2017), eq. (14)</a>
 */
public record LogUniformPrior() implements Prior {
    private static final double K1 = 0.63576;
    private static final double K2 = 1.87320;
    private static final double K3 = 1.48695;
    private static final double BOUND = 10;
    /** Keeps the logarithm of a mean of 0 finite. */
    private static final double TINY = 1e-30;

    /** log a, in [-10, 10]. */
    public static double logAlpha(double mean, double variance) {
        double raw = Math.log(variance + TINY) - Math.log(mean * mean + TINY);
        return Math.max(-BOUND, Math.min(BOUND, raw));
    }

    /** KL for that log a. */
    static double divergenceOf(double logAlpha) {
        return K1 - K1 * sigmoid(K2 + K3 * logAlpha) + Math.log1p(Math.exp(-logAlpha)) / 2;
    }

    @Override
    public double divergence(double mean, double sigma) {
        return divergenceOf(logAlpha(mean, sigma * sigma));
    }

    @Override
    public void addGradients(
            double weight,
            float[] mean,
            float[] variance,
            float[] meanGradient,
            float[] logGradient,
            int count,
            SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            double logAlpha = logAlpha(mean[i], variance[i]);
            if (Math.abs(logAlpha) == BOUND) {
                continue;
            }
            double s = sigmoid(K2 + K3 * logAlpha);
            double slope = -K1 * K3 * s * (1 - s) - 1 / (2 * (1 + Math.exp(logAlpha)));
            // d log a / d mean; where a mean is tiny, that of the logarithm that TINY keeps finite.
            double perMean = -2.0 * mean[i] / ((double) mean[i] * mean[i] + TINY);
            meanGradient[i] += (float) (weight * slope * perMean);
            logGradient[i] += (float) (weight * slope * 2);
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
