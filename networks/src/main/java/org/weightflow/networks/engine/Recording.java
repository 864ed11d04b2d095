package org.weightflow.networks.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Records the operations of this thread for differentiation, until it is closed.
 * <p>Unlike the engine's own collector, of which there may be one in the whole process, each thread may have one.
 */
public final class Recording implements AutoCloseable {
    private final boolean previous = EngineRuntime.gradientMode();

    public Recording() {
        JniUtils.setGradMode(true);
    }

    /** Adds the gradient of the sum of {@code target} to every leaf that it depends on; once for each recorded graph. */
    public void backward(NDArray target) {
        try (NDArray ones = target.onesLike()) {
            JniUtils.backward((PtNDArray) target, (PtNDArray) ones, false, false);
        }
    }

    @Override
    public void close() {
        JniUtils.setGradMode(previous);
    }
}
