package org.weightflow.bayes.montecarlo;

import org.weightflow.networks.Check;

/**
 * What the posterior of a network is.
 *
 * @param priorDeviation s of the prior N(0, s^2) of every survivor; that of 1 is the usual one
 * @param temperature    T, by which the log likelihood is divided; 1 is Bayes' rule
 * @param batchSize      examples of an estimate of the gradient; all where there are fewer
 */
public record PosteriorConfig(double priorDeviation, double temperature, int batchSize) {
    public PosteriorConfig {
        Check.positive("priorDeviation", priorDeviation);
        Check.positive("temperature", temperature);
        Check.atLeast("batchSize", batchSize, 1);
    }

    /** The prior N(0, 1), Bayes' rule, and batches of 128. */
    public static PosteriorConfig defaults() {
        return new PosteriorConfig(1, 1, 128);
    }

    public PosteriorConfig withPriorDeviation(double value) {
        return new PosteriorConfig(value, temperature, batchSize);
    }

    public PosteriorConfig withTemperature(double value) {
        return new PosteriorConfig(priorDeviation, value, batchSize);
    }

    public PosteriorConfig withBatchSize(int value) {
        return new PosteriorConfig(priorDeviation, temperature, value);
    }
}
