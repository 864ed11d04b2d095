package org.weightflow.generator.flow;

import org.weightflow.networks.Check;

/**
 * AdamW's moments, and where the learning rate ends.
 *
 * @param beta1     decay of the mean gradient, in [0, 1)
 * @param beta2     decay of the mean squared gradient, in [0, 1)
 * @param finalRate learning rate that the cosine falls to
 */
public record FlowOptimizer(double beta1, double beta2, double finalRate) {
    public FlowOptimizer {
        Check.halfOpenInterval("beta1", beta1, 0, 1);
        Check.halfOpenInterval("beta2", beta2, 0, 1);
        Check.notNegative("finalRate", finalRate);
    }

    /** 0.9, 0.999, and a rate that falls to 0. */
    public static FlowOptimizer defaults() {
        return new FlowOptimizer(0.9, 0.999, 0);
    }

    public FlowOptimizer withBeta1(double beta1) {
        return new FlowOptimizer(beta1, beta2, finalRate);
    }

    public FlowOptimizer withBeta2(double beta2) {
        return new FlowOptimizer(beta1, beta2, finalRate);
    }

    public FlowOptimizer withFinalRate(double finalRate) {
        return new FlowOptimizer(beta1, beta2, finalRate);
    }
}
