package org.weightflow.generator.flow;

import java.nio.FloatBuffer;
import org.weightflow.networks.engine.TensorStore;

/**
 * Exponential moving average of weights: {@code average += (1 - d)(weights - average)}, d = min(decay, (1 + s) / (10 + s)) at step s,
 * so that the start is soon forgotten. One pass over memory, in pieces that fit the cache.
 */
final class MovingAverage {
    private static final int PIECE = 8192;

    private final TensorStore weights;
    private final TensorStore average;
    private final double decay;
    private final float[] newest = new float[PIECE];
    private final float[] mean = new float[PIECE];

    /** @param average starts as it is; changed by each {@link #add} */
    MovingAverage(TensorStore weights, TensorStore average, double decay) {
        this.weights = weights;
        this.average = average;
        this.decay = decay;
    }

    /** Takes the present weights in, which are those after {@code step} (from 0). */
    void add(long step) {
        float share = (float) (1 - Math.min(decay, (1.0 + step) / (10.0 + step)));
        for (int e = 0; e < weights.layout().entries().size(); e++) {
            FloatBuffer from = weights.memory(e);
            FloatBuffer to = average.memory(e);
            for (int start = 0; start < from.capacity(); start += PIECE) {
                int count = Math.min(PIECE, from.capacity() - start);
                from.get(start, newest, 0, count);
                to.get(start, mean, 0, count);
                for (int i = 0; i < count; i++) {
                    mean[i] += share * (newest[i] - mean[i]);
                }
                to.put(start, mean, 0, count);
            }
        }
    }
}
