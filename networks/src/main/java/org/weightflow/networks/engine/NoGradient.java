package org.weightflow.networks.engine;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Switches gradient recording off for this thread until it is closed, then back to what it was.
 * <p>The engine's gradient mode is thread-local and on in every new thread, so whoever only predicts says so.
 */
public final class NoGradient implements AutoCloseable {
    private final boolean previous = EngineRuntime.gradientMode();

    public NoGradient() {
        JniUtils.setGradMode(false);
    }

    @Override
    public void close() {
        JniUtils.setGradMode(previous);
    }
}
