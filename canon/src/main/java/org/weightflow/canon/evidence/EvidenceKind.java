package org.weightflow.canon.evidence;

/**
 * Which evidence networks are matched by. On wide fully connected networks weights leave the lowest barriers between members, on narrow
 * ones and on residual networks both kinds together.
 */
public enum EvidenceKind {
    /** Git Re-Basin's weight matching. */
    WEIGHTS,
    /** {@link ActivationFeatures}. */
    ACTIVATIONS,
    /** {@link CombinedEvidence} of both. */
    BOTH
}
