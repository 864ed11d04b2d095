package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.weightflow.generator.flow.matching.Dirichlet;
import org.weightflow.generator.flow.matching.Mixing;
import org.weightflow.generator.flow.matching.ProbabilityPath;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.SharedMemory;

/**
 * Draws what a velocity field is fitted to: points on the way from a source x0 to a code x1, their times, and the velocities u there.
 * <p>x0 is of the {@link Source}; x1 is a uniformly drawn code, or a {@linkplain Mixing mixture} of some, plus jitter N(0, I); the
 * {@linkplain org.weightflow.generator.flow.matching.Coupling coupling} of the configuration pairs them, and its
 * {@linkplain ProbabilityPath path} gives x_t and u at a t of its law, from 0 (source) to 1 (data). sigma N(0, I) is added to x_t.
 * <p>Where codes have conditions, a row is told the one of its x1, or with the probability of the configuration that there is none.
 * <p>Everything is drawn anew at each step from the child of the seed that bears the step's number.
 */
final class FlowMatcher {
    private static final double GOLDEN = 0.6180339887498949;

    private final float[] codes;
    private final int dimensions;
    private final float[] conditions;
    private final int features;
    private final Source source;
    private final ProbabilityPath path;
    private final FlowConfig config;
    private final Seed seed;

    /** Without conditions, with the source that the configuration and the codes tell. */
    FlowMatcher(double[][] codes, FlowConfig config, Seed seed) {
        this(codes, new float[codes.length][0], Source.of(config.source(), codes), config, seed);
    }

    /**
     * @param codes      {@code [N][dimensions]}, N at least 1
     * @param conditions features of each code's condition, {@code [N][features]}; of no features for none
     */
    FlowMatcher(double[][] codes, float[][] conditions, Source source, FlowConfig config, Seed seed) {
        this.dimensions = codes[0].length;
        this.codes = new float[Math.multiplyExact(codes.length, dimensions)];
        for (int i = 0; i < this.codes.length; i++) {
            this.codes[i] = (float) codes[i / dimensions][i % dimensions];
        }
        this.features = conditions[0].length;
        this.conditions = new float[codes.length * features];
        for (int i = 0; i < codes.length; i++) {
            System.arraycopy(conditions[i], 0, this.conditions, i * features, features);
        }
        this.source = source;
        this.path = config.path().path();
        this.config = config;
        this.seed = seed.child("pairs");
    }

    /** Points on their ways with their times, and the velocities there. */
    static final class Batch implements AutoCloseable {
        private final FieldInputs inputs;
        private final NDManager owner = EngineRuntime.newManager();
        private final NDArray targets;
        private final FloatBuffer memory;
        private final float[] targetValues;
        /** x0 and x1, {@code [rows, dimensions]}, the conditions of x1, {@code [rows, features]}, and t. */
        private final float[] sources;

        private final float[] data;
        private final float[] conditions;
        private final double[] times;

        Batch(FieldInputs inputs, int dimensions, int features) {
            this.inputs = inputs;
            this.targets = owner.zeros(new Shape(inputs.rows(), dimensions), DataType.FLOAT32);
            this.memory = SharedMemory.floats(targets);
            this.targetValues = new float[inputs.rows() * dimensions];
            this.sources = new float[targetValues.length];
            this.data = new float[targetValues.length];
            this.conditions = new float[inputs.rows() * features];
            this.times = new double[inputs.rows()];
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
        return new Batch(field.newInputs(rows), dimensions, features);
    }

    /** Fills a batch with the pairs of a step. */
    void draw(long step, Batch batch) {
        Seed drawn = seed.child(step);
        SplittableRandom choice = drawn.child("codes").random();
        SplittableRandom mixture = drawn.child("mixing").random();
        SplittableRandom jitter = drawn.child("jitter").random();
        double margin = path.margin();
        for (int row = 0; row < batch.times.length; row++) {
            int code = choice.nextInt(count());
            double time = config.time().draw(choice);
            batch.times[row] = Math.max(margin, Math.min(1 - margin, time));
            take(code, batch, row);
            if (mixture.nextDouble() < config.mixing().share()) {
                mix(mixture, batch, row);
            }
        }
        blur(config.jitter(), jitter, batch.data, 0, batch.data.length);
        drawSources(drawn.child("noise").random(), batch);
        put(batch, batch.times.length, drawn.child("path").random());
        SplittableRandom sigma = drawn.child("sigma").random();
        for (int row = 0; row < batch.times.length; row++) {
            blur(config.sigma(), sigma, batch.inputs.values(), batch.inputs.start(row), dimensions);
        }
        SplittableRandom dropped = drawn.child("conditions").random();
        for (int row = 0; features > 0 && row < batch.times.length; row++) {
            if (dropped.nextDouble() < config.conditionDropout()) {
                batch.inputs.setCondition(row, null, 0);
            }
        }
        batch.send();
    }

    /**
     * Fills a batch with pairs that do not change with training: codes in turn, times evenly spread by the golden ratio, the rest
     * from the child of that name; no mixing, no jitter and no sigma. Couples as many at a time as a training batch has.
     */
    void drawFixed(String name, Batch batch) {
        double margin = path.margin();
        for (int row = 0; row < batch.times.length; row++) {
            double spread = (row + 0.5) * GOLDEN;
            batch.times[row] = Math.max(margin, Math.min(1 - margin, spread - Math.floor(spread)));
            take(row % count(), batch, row);
        }
        drawSources(seed.child(name).random(), batch);
        put(batch, config.batch(), seed.child(name).child("path").random());
        batch.send();
    }

    private int count() {
        return codes.length / dimensions;
    }

    private void take(int code, Batch batch, int row) {
        System.arraycopy(codes, code * dimensions, batch.data, row * dimensions, dimensions);
        System.arraycopy(conditions, code * features, batch.conditions, row * features, features);
    }

    /** Puts a combination of as many different codes, and of their conditions, as the configuration says. */
    private void mix(SplittableRandom random, Batch batch, int row) {
        int members = Math.min(config.mixing().members(), count());
        double[] weights = new double[members];
        Dirichlet.draw(random, config.mixing().concentration(), weights);
        int[] chosen = random.ints(0, count()).distinct().limit(members).toArray();
        combine(codes, dimensions, chosen, weights, batch.data, row);
        combine(conditions, features, chosen, weights, batch.conditions, row);
    }

    /** A combination of some rows, as row {@code to} of {@code target}. */
    private static void combine(float[] rows, int width, int[] chosen, double[] weights, float[] target, int to) {
        for (int d = 0; d < width; d++) {
            double sum = 0;
            for (int m = 0; m < weights.length; m++) {
                sum += weights[m] * rows[chosen[m] * width + d];
            }
            target[to * width + d] = (float) sum;
        }
    }

    private static void blur(double deviation, SplittableRandom random, float[] values, int from, int count) {
        for (int i = from; deviation > 0 && i < from + count; i++) {
            values[i] += (float) (deviation * random.nextGaussian());
        }
    }

    private void drawSources(SplittableRandom random, Batch batch) {
        double[] point = new double[dimensions];
        for (int row = 0; row < batch.times.length; row++) {
            source.draw(random, 1, point);
            for (int d = 0; d < dimensions; d++) {
                batch.sources[row * dimensions + d] = (float) point[d];
            }
        }
    }

    /** x_t and u of all rows, coupled {@code group} at a time. */
    private void put(Batch batch, int group, SplittableRandom noise) {
        int rows = batch.times.length;
        for (int first = 0; first < rows; first += group) {
            int count = Math.min(group, rows - first);
            int[] partners = partners(batch, first, count);
            for (int row = first; row < first + count; row++) {
                put(batch, row, first + partners[row - first], noise);
            }
        }
    }

    private int[] partners(Batch batch, int first, int count) {
        return config.coupling()
                .coupling()
                .partners(
                        rows(batch.sources, dimensions, first, count),
                        rows(batch.data, dimensions, first, count),
                        rows(batch.conditions, features, first, count),
                        count);
    }

    /** Some rows of an array; the array itself if these are all. */
    private static float[] rows(float[] values, int width, int first, int count) {
        return count * width == values.length
                ? values
                : Arrays.copyOfRange(values, first * width, (first + count) * width);
    }

    private void put(Batch batch, int row, int partner, SplittableRandom noise) {
        ProbabilityPath.At at = path.at(batch.times[row]);
        float a = (float) at.source();
        float b = (float) at.data();
        float aSlope = (float) at.sourceSlope();
        float bSlope = (float) at.dataSlope();
        float[] x = batch.inputs.values();
        float[] u = batch.targetValues;
        int start = batch.inputs.start(row);
        for (int d = 0; d < dimensions; d++) {
            float x0 = batch.sources[partner * dimensions + d];
            float x1 = batch.data[row * dimensions + d];
            x[start + d] = a * x0 + b * x1;
            u[row * dimensions + d] = aSlope * x0 + bSlope * x1;
        }
        for (int d = 0; path.isNoisy() && d < dimensions; d++) {
            double z = noise.nextGaussian();
            x[start + d] += (float) (at.noise() * z);
            u[row * dimensions + d] += (float) (at.noiseSlope() * z);
        }
        batch.inputs.setTime(row, batch.times[row]);
        batch.inputs.setCondition(row, batch.conditions, row * features);
    }
}
