package org.weightflow.bayes.variational;

import java.util.SplittableRandom;

/** What is believed of each weight before there are data; weights are independent. Differences to a Gaussian are in nats. */
public sealed interface Prior permits NormalPrior, ScaleMixturePrior, LogUniformPrior {
    /** KL(N(mean, deviation^2) || prior) of one weight; {@code deviation} above 0. */
    double divergence(double mean, double deviation);

    /**
     * Adds {@code weight} times the gradient of the divergence of each of {@code count} weights.
     *
     * @param variance            deviation^2; 0 for pruned weights, whose gradients mean nothing and may be anything finite
     * @param meanGradient        d/d mean is added
     * @param logGradient         d/d log deviation is added
     * @param random              for priors that have no closed form
     */
    void addGradients(
            double weight,
            float[] mean,
            float[] variance,
            float[] meanGradient,
            float[] logGradient,
            int count,
            SplittableRandom random);
}
