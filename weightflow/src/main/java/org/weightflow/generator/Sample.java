package org.weightflow.generator;

import java.util.Objects;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/** A sampled network, ready for use. */
public final class Sample {
    private final StateDict weights;
    private final Mask mask;
    private final double[] code;

    /**
     * @param weights what the mask prunes is exactly +0
     * @param mask    which values are kept; null for a dense network
     * @param code    the network's standardised code; copied
     */
    public Sample(StateDict weights, Mask mask, double[] code) {
        this.weights = Objects.requireNonNull(weights, "weights");
        this.mask = mask;
        this.code = code.clone();
    }

    /** The network; what the mask prunes is exactly +0. */
    public StateDict weights() {
        return weights;
    }

    /** Which values are kept; null for a dense network. */
    public Mask mask() {
        return mask;
    }

    /** A copy of the network's standardised code, before any masking. */
    public double[] code() {
        return code.clone();
    }
}
