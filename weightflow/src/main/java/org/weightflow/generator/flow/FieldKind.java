package org.weightflow.generator.flow;

/** The networks that a velocity field can be. */
public enum FieldKind {
    /** {@link ResidualField}: blocks with a skip connection, sines and cosines of the time; our own choice. */
    RESIDUAL,
    /** {@link BottleneckField}: DeepWeightFlow's network, narrower in the middle, with a learnt embedding of the time. */
    BOTTLENECK,
    /** {@link TokenField}: self-attention between the parts of a code, which are layers where these have a basis of their own. */
    TOKENS
}
