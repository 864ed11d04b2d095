package org.weightflow.networks.engine;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import org.weightflow.networks.Check;

/** Which engine runs here, and with how many threads. The engine is loaded at the first use of any of these. */
public final class EngineRuntime {
    private EngineRuntime() {}

    /** Name and version, such as {@code PyTorch 2.7.1}. */
    public static String version() {
        Engine engine = Engine.getInstance();
        return engine.getEngineName() + " " + engine.getVersion();
    }

    /** Threads that one operation may use. Sums may differ in the last bits between thread counts. */
    public static int threads() {
        Engine.getInstance();
        return JniUtils.getNumThreads();
    }

    /** Sets {@link #threads()} for the whole process. */
    public static void setThreads(int threads) {
        Check.atLeast("threads", threads, 1);
        Engine.getInstance();
        JniUtils.setNumThreads(threads);
    }

    static boolean gradientMode() {
        Engine.getInstance();
        return JniUtils.isGradMode();
    }
}
