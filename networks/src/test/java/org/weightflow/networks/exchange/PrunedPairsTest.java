package org.weightflow.networks.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.checkpoint.Checkpoint;
import org.weightflow.networks.checkpoint.CheckpointFormatException;
import org.weightflow.networks.checkpoint.Tensor;

class PrunedPairsTest {
    @Test
    void multipliesAPairAndLeavesTheRest() throws CheckpointFormatException {
        PrunedPairs pairs = PrunedPairs.of(checkpoint(
                Tensor.ofFloats("fc.bias", new float[] {7}, 1),
                Tensor.ofFloats("fc.weight_orig", new float[] {1, Float.NaN, -3}, 3),
                Tensor.ofFloats("fc.weight_mask", new float[] {1, 0, 1}, 3),
                Tensor.ofFloats("lonely_mask", new float[] {5}, 1)));
        assertEquals(
                List.of("fc.bias", "fc.weight", "lonely_mask"),
                List.copyOf(pairs.tensors().keySet()));
        assertArrayEquals(
                new float[] {1, 0, -3}, pairs.tensors().get("fc.weight").toFloats());
        assertArrayEquals(new boolean[] {true, false, true}, pairs.kept().get("fc.weight"));
    }

    @Test
    void refusesMasksThatAreNone() {
        assertRefused("neither 0 nor 1", new float[] {1, 0.5f, 1}, 3);
        assertRefused("shape [1, 3] found", new float[] {1, 0, 1}, 1, 3);
    }

    private static void assertRefused(String part, float[] mask, long... shape) {
        var e = assertThrows(
                CheckpointFormatException.class,
                () -> PrunedPairs.of(checkpoint(
                        Tensor.ofFloats("w_orig", new float[3], 3), Tensor.ofFloats("w_mask", mask, shape))));
        assertTrue(e.getMessage().contains(part) && e.getMessage().contains("w_mask"), e::getMessage);
    }

    private static Checkpoint checkpoint(Tensor... tensors) {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            byName.put(tensor.name(), tensor);
        }
        return Checkpoint.of(Path.of("net.pt"), byName);
    }
}
