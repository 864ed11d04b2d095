package org.weightflow.pruning.concrete;

/**
 * What a search minimises over the gates m, on one batch: L is the mean cross-entropy of a network, W the frozen weights, and the
 * dense network the one that the search is given for reference.
 */
public enum Objective {
    /** L(m * W). */
    TASK_LOSS,
    /** |L(m * W) / L(dense) - 1|. */
    DELTA_LOSS,
    /** -||dL(m * W) / dW||, over all learnable values. Needs second derivatives: three gradients in float64 more. */
    GRADIENT_NORM,
    /** KL(sparse || dense) of the predicted classes, the mean over the batch, in nats. */
    REVERSE_KL,
    /** KL(dense || sparse). */
    FORWARD_KL,
    /**
     * The mean squared difference between the features of both networks, which are the inputs of the last affine map, each
     * example's standardised to mean 0 and variance 1 over the features.
     */
    FEATURE_MSE,
    /**
     * The mean over the gated entries of 2 (1 - r), r being the correlation between dL(m * W) / dW and dL(dense) / dW: the mean
     * squared difference of the standardised gradients. Needs second derivatives: four gradients in float64
     * more.
     */
    GRADIENT_MATCHING;

    /** Whether it is a function of the sparse network's gradient, not of its outputs. */
    boolean isOfGradient() {
        return this == GRADIENT_NORM || this == GRADIENT_MATCHING;
    }
}
