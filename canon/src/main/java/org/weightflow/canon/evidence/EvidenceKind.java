package org.weightflow.canon.evidence;

/** Which evidence networks are matched by. */
public enum EvidenceKind {
    /** Git Re-Basin's weight matching. */
    WEIGHTS,
    /** {@link ActivationFeatures}. */
    ACTIVATIONS,
    /** {@link CombinedEvidence} of both. */
    BOTH
}
