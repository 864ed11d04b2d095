package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.weightflow.generator.flow.kernel.SmoothFunction;

/** The smooth activations that a velocity field may have. */
public enum Nonlinearity {
    /** x sigmoid(x). */
    SILU,
    /** x Phi(x), Phi being the standard normal distribution function. */
    GELU;

    /** What hand-written passes compute it with. */
    SmoothFunction function() {
        return this == SILU ? SmoothFunction.SILU : SmoothFunction.GELU;
    }

    NDArray apply(NDArray x) {
        // The engine's own swish multiplies by a scalar that autograd keeps after Java has freed it.
        return this == SILU ? Activation.sigmoid(x).mul(x) : Activation.gelu(x);
    }
}
