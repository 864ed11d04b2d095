package org.weightflow.networks.architecture;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** The functions between layers, with PyTorch's default constants. */
public enum Nonlinearity {
    RELU(true),
    LEAKY_RELU(true),
    TANH(false),
    SIGMOID(false),
    /** x Phi(x), with the exact normal distribution function. */
    GELU(false),
    SILU(false);

    private static final float LEAK = 0.01f;

    private final boolean homogeneous;

    Nonlinearity(boolean homogeneous) {
        this.homogeneous = homogeneous;
    }

    /** Whether f(s x) = s f(x) for every s &gt; 0. */
    boolean isHomogeneous() {
        return homogeneous;
    }

    NDArray apply(NDArray x) {
        return switch (this) {
            case RELU -> Activation.relu(x);
            case LEAKY_RELU -> Activation.leakyRelu(x, LEAK);
            case TANH -> Activation.tanh(x);
            case SIGMOID -> Activation.sigmoid(x);
            case GELU -> Activation.gelu(x);
            case SILU -> x.mul(Activation.sigmoid(x));
        };
    }
}
