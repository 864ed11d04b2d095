package org.weightflow.canon.evidence;

/**
 * Which evidence networks are matched by. Measured as the error half way between two matched networks less the mean of theirs, in
 * points: between MNIST MLPs 784-w-w-w-10 at w = 512, 0.2 by weights and 0.3 by activations; at w = 32, 17 by weights, 14 by
 * activations, 10 to 12 by both. Between two pairs of briefly trained ResNet-20s on CIFAR-10, 33 by weights, 22 by activations, 20 by
 * both.
 */
public enum EvidenceKind {
    /** Git Re-Basin's weight matching. */
    WEIGHTS,
    /** {@link ActivationFeatures}. */
    ACTIVATIONS,
    /** {@link CombinedEvidence} of both. */
    BOTH
}
