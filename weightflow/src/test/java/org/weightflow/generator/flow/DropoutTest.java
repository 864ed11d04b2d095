package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class DropoutTest {
    @Test
    void dropsItsShareAndKeepsTheMean() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Dropout dropout = new Dropout(manager, 2, 100, 100, 0.2);
            NDArray ones = manager.ones(new Shape(100, 100));
            dropout.draw(new Seed(1));
            float[] first = dropout.apply(ones, 0).toFloatArray();
            int dropped = 0;
            for (float value : first) {
                dropped += value == 0 ? 1 : 0;
                assertTrue(value == 0 || value == 1.25f, () -> "factor " + value);
            }
            // Four standard errors of 10 000 draws.
            assertEquals(2000, dropped, 4 * Math.sqrt(10_000 * 0.2 * 0.8));
            assertFalse(Arrays.equals(first, dropout.apply(ones, 1).toFloatArray()), "each block has its own");
            dropout.draw(new Seed(2));
            assertFalse(Arrays.equals(first, dropout.apply(ones, 0).toFloatArray()), "each step has its own");
            dropout.draw(new Seed(1));
            assertArrayEquals(first, dropout.apply(ones, 0).toFloatArray());
        }
    }
}
