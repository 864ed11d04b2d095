package org.weightflow.networks.architecture;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** The functions between layers, with PyTorch's default constants. */
public enum Nonlinearity {
    RELU(true, false),
    LEAKY_RELU(true, false),
    TANH(false, true),
    SIGMOID(false, false),
    /** x Phi(x), with the exact normal distribution function. */
    GELU(false, false),
    SILU(false, false);

    private static final float LEAK = 0.01f;

    private final boolean homogeneous;
    private final boolean odd;

    Nonlinearity(boolean homogeneous, boolean odd) {
        this.homogeneous = homogeneous;
        this.odd = odd;
    }

    /** Whether f(s x) = s f(x) for every s &gt; 0. */
    boolean isHomogeneous() {
        return homogeneous;
    }

    /** Whether f(-x) = -f(x). */
    boolean isOdd() {
        return odd;
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
