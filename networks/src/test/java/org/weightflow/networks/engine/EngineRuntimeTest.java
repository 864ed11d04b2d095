package org.weightflow.networks.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class EngineRuntimeTest {
    @Test
    void computesOnTheCpuWhateverTheEngineWouldChoose() {
        EngineRuntime.use(ComputeDevice.CPU);
        assertEquals(Device.cpu(), EngineRuntime.device());
        try (NDManager manager = EngineRuntime.newManager()) {
            assertEquals(
                    Device.cpu(),
                    manager.ones(new ai.djl.ndarray.types.Shape(2)).getDevice());
        }
    }

    @Test
    void saysWhyThereIsNoGpuAndHowToGetOne() {
        var e = assertThrows(DeviceUnavailableException.class, () -> EngineRuntime.use(ComputeDevice.GPU));
        if (EngineRuntime.offersCuda()) {
            assertTrue(e.getMessage().contains("does not compute on one yet"), e::getMessage);
        } else {
            assertTrue(e.getMessage().startsWith("device gpu: PyTorch 2.7.1 offers no CUDA device"), e::getMessage);
            assertTrue(e.getMessage().contains("PYTORCH_FLAVOR=cu128"), e::getMessage);
        }
        assertEquals(Device.cpu(), EngineRuntime.device(), "and nothing has changed");
    }
}
