package org.weightflow.bayes.montecarlo;

import java.util.SplittableRandom;

/** The log density of a posterior given N examples, whose gradient can be estimated from few of them. */
public interface StochasticLogDensity extends LogDensity {
    /** N: how many examples the log density sums over. */
    int examples();

    /**
     * An unbiased estimate of the gradient <b>per datum</b>: its mean over all draws is 1 / N of the gradient of the log density.
     *
     * @param random chooses the examples
     * @return {@code [dimension]}, the caller's
     */
    double[] estimate(double[] position, SplittableRandom random);
}
