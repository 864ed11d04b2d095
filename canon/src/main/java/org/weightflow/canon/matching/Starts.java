package org.weightflow.canon.matching;

/** Where the ascents of weight matching start, beside those from random permutations. */
public enum Starts {
    /** At the identity, as published. */
    IDENTITY,
    /**
     * At the identity; and where groups come to that are matched one after the other, from the inputs and outputs on, which does not
     * depend on the order in which units happen to lie.
     */
    PROPAGATED
}
