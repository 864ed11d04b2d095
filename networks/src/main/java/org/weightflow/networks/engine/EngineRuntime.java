package org.weightflow.networks.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.weightflow.networks.Check;

/**
 * Which engine runs here, on which device, and with how many threads. The engine is loaded at the first use of any of these but
 * the choice of the CPU.
 */
public final class EngineRuntime {
    private EngineRuntime() {}

    /**
     * Chooses the device for the whole process; the CPU unless this is called. Never another one than was asked for.
     * <p>No GPU is taken yet: the values of a population lie in memory that Java and the engine share (see {@link SharedMemory}),
     * which a GPU's is not.
     *
     * @throws DeviceUnavailableException if networks cannot be computed there, saying why
     */
    public static void use(ComputeDevice device) {
        if (device == ComputeDevice.GPU) {
            throw new DeviceUnavailableException(
                    offersCuda()
                            ? "device gpu: the engine offers a CUDA device, but weightflow does not compute on one yet, as the"
                                    + " values of networks lie in memory that Java shares with the engine; use device cpu"
                            : "device gpu: " + version()
                                    + " offers no CUDA device here; it needs an NVIDIA driver and libtorch"
                                    + " 2.7.1 for CUDA 12.8, named by PYTORCH_LIBRARY_PATH, PYTORCH_VERSION=2.7.1 and"
                                    + " PYTORCH_FLAVOR=cu128 (see Platforms in the README)");
        }
    }

    /** Whether the engine has a CUDA device to compute on, whether or not weightflow can. */
    public static boolean offersCuda() {
        return Engine.getInstance().hasCapability(StandardCapabilities.CUDA);
    }

    /** The device that {@link #use} chose. */
    public static Device device() {
        return Device.cpu();
    }

    /** A manager of arrays on {@link #device()}; an engine that has a GPU would otherwise put them there unasked. */
    public static NDManager newManager() {
        return NDManager.newBaseManager(device());
    }

    /** Name and version, such as {@code PyTorch 2.7.1}. */
    public static String version() {
        Engine engine = Engine.getInstance();
        return engine.getEngineName() + " " + engine.getVersion();
    }

    /**
     * Threads that one operation may use, and {@link EngineWorkers}; 1 inside their jobs. Sums of single operations may differ in the
     * last bits between thread counts.
     */
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
