package org.weightflow.bayes.variational;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.SharedMemory;

/** The random numbers of one pass: each member draws from a stream of its own, so that it does not matter who is beside it. */
final class Noise {
    private final SplittableRandom[] streams;

    /** @param seeds one a member */
    Noise(List<Seed> seeds) {
        this.streams = seeds.stream().map(Seed::random).toArray(SplittableRandom[]::new);
    }

    /** The stream of one member. */
    SplittableRandom stream(int member) {
        return streams[member];
    }

    private interface Draw {
        float next(SplittableRandom random);
    }

    /** Standard normal values {@code [P, ...]}. */
    NDArray normal(NDManager owner, Shape shape) {
        return drawn(owner, shape, random -> (float) random.nextGaussian());
    }

    /** Values of -1 and 1, {@code [P, ...]}. */
    NDArray signs(NDManager owner, Shape shape) {
        return drawn(owner, shape, random -> random.nextBoolean() ? 1f : -1f);
    }

    private NDArray drawn(NDManager owner, Shape shape, Draw draw) {
        NDArray values = owner.zeros(shape, DataType.FLOAT32);
        FloatBuffer memory = SharedMemory.floats(values);
        float[] each = new float[Math.toIntExact(shape.size() / streams.length)];
        for (int p = 0; p < streams.length; p++) {
            for (int i = 0; i < each.length; i++) {
                each[i] = draw.next(streams[p]);
            }
            memory.put(p * each.length, each, 0, each.length);
        }
        return values;
    }
}
