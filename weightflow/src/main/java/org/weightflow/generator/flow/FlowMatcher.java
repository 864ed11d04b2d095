package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.SharedMemory;

/**
 * Conditional flow matching with independent coupling: pairs of noise x0 ~ N(0, I) and a code x1, on the straight line between them.
 * <p>x_t = (1 - t) x0 + t x1 + sigma e, target u = x1 - x0, t ~ U(0, 1) from 0 (noise) to 1 (data); x1 is a uniformly drawn code
 * plus jitter N(0, I). Everything is drawn anew at each step from the child of the seed that bears the step's number.
 *
 * @see <a href="https://arxiv.org/abs/2302.00482">Tong et al. (2024), independent conditional flow matching</a>
 */
final class FlowMatcher {
    private static final double GOLDEN = 0.6180339887498949;

    private final float[] codes;
    private final int dimensions;
    private final FlowConfig config;
    private final Seed seed;

    /** @param codes {@code [N][dimensions]}, N at least 1 */
    FlowMatcher(double[][] codes, FlowConfig config, Seed seed) {
        this.dimensions = codes[0].length;
        this.codes = new float[Math.multiplyExact(codes.length, dimensions)];
        for (int i = 0; i < this.codes.length; i++) {
            this.codes[i] = (float) codes[i / dimensions][i % dimensions];
        }
        this.config = config;
        this.seed = seed.child("pairs");
    }

    /** Points on lines with their times, and the velocities of the lines. */
    static final class Batch implements AutoCloseable {
        private final FieldInputs inputs;
        private final NDManager owner = EngineRuntime.newManager();
        private final NDArray targets;
        private final FloatBuffer memory;
        private final float[] targetValues;

        Batch(FieldInputs inputs, int dimensions) {
            this.inputs = inputs;
            this.targets = owner.zeros(new Shape(inputs.rows(), dimensions), DataType.FLOAT32);
            this.memory = SharedMemory.floats(targets);
            this.targetValues = new float[inputs.rows() * dimensions];
        }

        FieldInputs inputs() {
            return inputs;
        }

        NDArray targets() {
            return targets;
        }

        /** The targets {@code [rows, dimensions]} in Java; read only. */
        float[] targetValues() {
            return targetValues;
        }

        private void send() {
            inputs.send();
            memory.put(0, targetValues);
        }

        @Override
        public void close() {
            inputs.close();
            owner.close();
        }
    }

    Batch newBatch(FlowField field, int rows) {
        return new Batch(field.newInputs(rows), dimensions);
    }

    /** Fills a batch with the pairs of a step. */
    void draw(long step, Batch batch) {
        Seed drawn = seed.child(step);
        SplittableRandom choice = drawn.child("codes").random();
        SplittableRandom noise = drawn.child("noise").random();
        int count = codes.length / dimensions;
        for (int row = 0; row < batch.inputs.rows(); row++) {
            int code = choice.nextInt(count);
            put(batch, row, code, choice.nextDouble(), config.jitter(), config.sigma(), noise);
        }
        batch.send();
    }

    /**
     * Fills a batch with pairs that do not change with training: codes in turn, times evenly spread by the golden ratio, noise from
     * the child of that name; no jitter and no sigma.
     */
    void drawFixed(String name, Batch batch) {
        SplittableRandom noise = seed.child(name).random();
        int count = codes.length / dimensions;
        for (int row = 0; row < batch.inputs.rows(); row++) {
            double spread = (row + 0.5) * GOLDEN;
            put(batch, row, row % count, spread - Math.floor(spread), 0, 0, noise);
        }
        batch.send();
    }

    private void put(Batch batch, int row, int code, double time, double jitter, double sigma, SplittableRandom noise) {
        float t = (float) time;
        float[] x = batch.inputs.values();
        float[] u = batch.targetValues;
        int at = batch.inputs.start(row);
        int to = row * dimensions;
        for (int d = 0; d < dimensions; d++) {
            float x0 = (float) noise.nextGaussian();
            float x1 = codes[code * dimensions + d];
            if (jitter > 0) {
                x1 += (float) (jitter * noise.nextGaussian());
            }
            x[at + d] = (1 - t) * x0 + t * x1;
            if (sigma > 0) {
                x[at + d] += (float) (sigma * noise.nextGaussian());
            }
            u[to + d] = x1 - x0;
        }
        batch.inputs.setTime(row, time);
    }
}
