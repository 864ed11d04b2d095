package org.weightflow.generator.flow.matching;

/** The choice of a {@link Coupling}. */
public enum FlowCoupling {
    /** Sources and codes are paired as they are drawn. */
    INDEPENDENT,
    /** The sources and codes of a batch are paired at the least squared distance. */
    OPTIMAL_TRANSPORT;

    /** The coupling itself. */
    public Coupling coupling() {
        return this == INDEPENDENT ? new IndependentCoupling() : new OptimalTransportCoupling();
    }
}
