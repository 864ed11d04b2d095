package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.SharedMemory;

/** Inverted dropout: factors that are 0 with the given probability and 1 / (1 - probability) otherwise, one array a block. */
final class Dropout {
    private final double probability;
    private final NDArray[] factors;
    private final FloatBuffer[] memory;
    private final float[] scratch;

    /** @param probability in (0, 1) */
    Dropout(NDManager owner, int blocks, int rows, int units, double probability) {
        this.probability = probability;
        this.factors = new NDArray[blocks];
        this.memory = new FloatBuffer[blocks];
        this.scratch = new float[rows * units];
        for (int b = 0; b < blocks; b++) {
            factors[b] = owner.zeros(new Shape(rows, units), DataType.FLOAT32);
            memory[b] = SharedMemory.floats(factors[b]);
        }
    }

    /** Draws the factors of a step anew. */
    void draw(Seed step) {
        SplittableRandom random = step.random();
        int threshold = (int) Math.round(probability * 0x1p31);
        float keep = (float) (1 / (1 - probability));
        for (FloatBuffer each : memory) {
            for (int i = 0; i < scratch.length; i++) {
                scratch[i] = (random.nextInt() >>> 1) < threshold ? 0f : keep;
            }
            each.put(0, scratch);
        }
    }

    NDArray apply(NDArray units, int block) {
        return units.mul(factors[block]);
    }
}
