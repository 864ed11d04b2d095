package org.weightflow.canon.barrier;

/** What lies at the ends of a line. */
public enum LineKind {
    /** Two members. */
    PAIR,
    /** A member and the mean of all members. */
    MEAN,
    /** A member and the network that the members were matched to. */
    REFERENCE
}
