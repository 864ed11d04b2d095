package org.weightflow.generator;

import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * A sampled network, ready for use.
 *
 * @param weights the network; what the mask prunes is exactly +0
 * @param mask    which values are kept; null for a dense network
 * @param code    its standardised code, {@code [dimensions]}
 */
public record Sample(StateDict weights, Mask mask, double[] code) {}
