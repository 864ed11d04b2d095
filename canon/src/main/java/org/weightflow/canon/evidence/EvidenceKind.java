package org.weightflow.canon.evidence;

/**
 * Which evidence networks are matched by. Measured as the error half way between two matched networks over the mean of theirs, MNIST
 * MLPs 784-w-w-w-10: at w = 512 weights do best (0.2 points against 0.3 of activations), at w = 32 both together (11 points against
 * 17 of weights and 14 of activations); on small residual networks activations beat weights (22 points against 33), and both do a
 * little better (20).
 */
public enum EvidenceKind {
    /** Git Re-Basin's weight matching. */
    WEIGHTS,
    /** {@link ActivationFeatures}. */
    ACTIVATIONS,
    /** {@link CombinedEvidence} of both. */
    BOTH
}
