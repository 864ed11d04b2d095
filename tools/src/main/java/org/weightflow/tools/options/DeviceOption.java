package org.weightflow.tools.options;

import org.weightflow.networks.engine.ComputeDevice;
import org.weightflow.networks.engine.EngineRuntime;
import picocli.CommandLine.Option;

/** {@code --device}: where a command computes. */
public final class DeviceOption {
    @Option(
            names = "--device",
            description = "Where networks are computed: ${COMPLETION-CANDIDATES}; default cpu. Asking for a gpu fails "
                    + "where it cannot be used; nothing falls back to the cpu unasked.")
    private ComputeDevice device = ComputeDevice.CPU;

    /**
     * Chooses the device for the process; for commands that compute, before their work.
     *
     * @throws org.weightflow.networks.engine.DeviceUnavailableException if it cannot be used here
     */
    public void apply() {
        EngineRuntime.use(device);
    }
}
