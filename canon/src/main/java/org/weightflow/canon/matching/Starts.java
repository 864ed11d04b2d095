package org.weightflow.canon.matching;

/** From where weight matching ascends. */
public enum Starts {
    /** From the identity, as published. */
    IDENTITY,
    /** From the identity, and from where groups come that are matched one after the other from the inputs and outputs on. */
    PROPAGATED
}
