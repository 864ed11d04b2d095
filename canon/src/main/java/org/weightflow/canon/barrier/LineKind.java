package org.weightflow.canon.barrier;

import java.util.Locale;

/** What lies at the ends of a line. */
public enum LineKind {
    /** Two members. */
    PAIR,
    /** A member and the mean of all members. */
    MEAN,
    /** A member and the network that the members were matched to. */
    REFERENCE;

    /** The kind as files spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
