package org.weightflow.bayes.laplace;

import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;
import org.weightflow.networks.metrics.Predictions;

/**
 * A Gaussian around a trained network w* for each precision lambda of the prior N(0, 1 / lambda) of the uncertain values: its own
 * precision is H + lambda, with the curvature H of the negative log likelihood at w*.
 */
public sealed interface LaplaceApproximation permits DiagonalLaplace, LastLayerLaplace {
    /**
     * What Laplace's method gives for the logarithm of the probability of the training labels, the d uncertain values integrated out:
     * <pre>log p(D) = log p(D | w*) - lambda/2 ||w*||^2 + d/2 log lambda - 1/2 log det(H + lambda)</pre>
     * in nats, where ||w*|| is of the uncertain values.
     *
     * @throws IllegalArgumentException if the precision is not positive
     */
    double logMarginalLikelihood(double priorPrecision);

    /**
     * What the posterior predicts.
     *
     * @param seed of the draws, where the prediction is made from some
     * @throws IllegalArgumentException if the precision is not positive or the data do not fit the architecture
     */
    Predictions predict(double priorPrecision, Examples data, Seed seed);
}
