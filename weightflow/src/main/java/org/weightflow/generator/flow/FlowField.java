package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.weightflow.generator.flow.kernel.Program;
import org.weightflow.generator.flow.kernel.TrainingTimes;
import org.weightflow.generator.ode.VectorField;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * A velocity field that a network computes. The output layer of an untrained one is zero, so that it is the identity: noise stays
 * what it is.
 * <p>A row of a result depends on its own input and, in the last bits, on the number of rows. Not safe for use by two threads.
 */
public abstract sealed class FlowField implements VectorField, AutoCloseable
        permits ResidualField, BottleneckField, TokenField {
    static final String OUTPUT = "output";
    private static final float NORM_EPSILON = 1e-5f;

    private final FieldShape shape;
    private final int dimensions;
    private final FlowConfig config;
    private final TensorStore store;
    private final TimeInputs times;
    private FieldInputs inputs;

    FlowField(FieldShape shape, FlowConfig config, TimeInputs times, Layout layout, StateDict weights) {
        this.shape = shape;
        this.dimensions = shape.dimensions();
        this.config = config;
        this.times = times;
        layout.requireSame(weights.layout(), "the weights of the field");
        this.store = new TensorStore(layout, 1);
        store.put(0, weights);
    }

    /**
     * The configured field with the given weights, copied.
     *
     * @throws IllegalArgumentException if they do not have {@link #layout}, naming the first entry that differs
     */
    public static FlowField of(FieldShape shape, FlowConfig config, StateDict weights) {
        return switch (config.field()) {
            case RESIDUAL -> new ResidualField(shape, config, weights);
            case BOTTLENECK -> new BottleneckField(shape, config, weights);
            case TOKENS -> new TokenField(shape, config, weights);
        };
    }

    /** The same over codes of one part, without conditions. */
    public static FlowField of(int dimensions, FlowConfig config, StateDict weights) {
        return of(FieldShape.of(dimensions), config, weights);
    }

    /** The configured field, untrained: as {@code torch.nn.Linear} draws its layers, but zero in the output layer. */
    public static FlowField untrained(FieldShape shape, FlowConfig config, Seed seed) {
        Layout layout = layout(shape, config);
        float[] weights =
                Initialisation.TORCH_DEFAULT.draw(layout, seed.child("field")).toArray();
        int output = 0;
        while (!layout.entry(output).name().startsWith(OUTPUT + ".")) {
            output++;
        }
        Arrays.fill(weights, layout.offset(output), weights.length, 0f);
        return of(shape, config, StateDict.of(layout, weights));
    }

    /** The same over codes of one part, without conditions. */
    public static FlowField untrained(int dimensions, FlowConfig config, Seed seed) {
        return untrained(FieldShape.of(dimensions), config, seed);
    }

    /** Names and shapes of the configured field's weights, the output layer or layers last. */
    public static Layout layout(FieldShape shape, FlowConfig config) {
        return switch (config.field()) {
            case RESIDUAL -> ResidualField.layout(shape, config);
            case BOTTLENECK -> BottleneckField.layout(shape, config);
            case TOKENS -> TokenField.layout(shape, config);
        };
    }

    /** The same over codes of one part, without conditions. */
    public static Layout layout(int dimensions, FlowConfig config) {
        return layout(FieldShape.of(dimensions), config);
    }

    /** Values of one point. */
    public final int dimensions() {
        return dimensions;
    }

    /** A copy of the weights. */
    public final StateDict weights() {
        return store.get(0);
    }

    final FieldShape shape() {
        return shape;
    }

    final FlowConfig config() {
        return config;
    }

    final TensorStore store() {
        return store;
    }

    final FieldInputs newInputs(int rows) {
        return new FieldInputs(rows, shape, times);
    }

    /**
     * The field in the engine, without dropout; recorded if gradients are.
     *
     * @param parameters arrays {@code [1, ...]}
     * @param inputs     {@code [B, dimensions + values that say the time + those that say the condition]}
     * @return velocities {@code [B, dimensions]}, attached to the manager of {@code inputs}; run it inside a scope
     */
    abstract NDArray forward(Parameters parameters, NDArray inputs);

    /** The same with dropout as configured, to be trained on that many rows. */
    abstract Program program(int rows, TrainingTimes times);

    /** {@inheritDoc} Computed in float32; without a condition, where the field knows some. */
    @Override
    public final void velocity(double time, double[] points, double[] velocities) {
        velocity(time, points, null, velocities);
    }

    /**
     * The velocity under conditions.
     *
     * @param conditions features of each point, {@code [count][features]}; null for no condition
     */
    final void velocity(double time, double[] points, float[][] conditions, double[] velocities) {
        int rows = points.length / dimensions;
        if (rows * dimensions != points.length || velocities.length != points.length) {
            throw new IllegalArgumentException(points.length + " coordinates and " + velocities.length
                    + " velocities are not whole points of " + dimensions + " dimensions");
        }
        if (inputs == null || inputs.rows() != rows) {
            closeInputs();
            inputs = newInputs(rows);
        }
        float[] values = inputs.values();
        for (int row = 0; row < rows; row++) {
            int start = inputs.start(row);
            for (int d = 0; d < dimensions; d++) {
                values[start + d] = (float) points[row * dimensions + d];
            }
            inputs.setTime(row, time);
            inputs.setCondition(row, conditions == null ? null : conditions[row], 0);
        }
        inputs.send();
        predict(inputs, velocities);
    }

    /** Velocities {@code [rows, dimensions]} of what was sent to {@code inputs}. */
    final void predict(FieldInputs inputs, double[] velocities) {
        try (NoGradient off = new NoGradient();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            FloatBuffer result = SharedMemory.floats(forward(store, inputs.array()));
            for (int i = 0; i < velocities.length; i++) {
                velocities[i] = result.get(i);
            }
        }
    }

    @Override
    public final void close() {
        closeInputs();
        store.close();
    }

    private void closeInputs() {
        if (inputs != null) {
            inputs.close();
            inputs = null;
        }
    }

    final NDArray activate(NDArray x) {
        return config.nonlinearity().apply(x);
    }

    /** Layer normalisation over the last axis, if it is configured. */
    final NDArray normalise(Parameters parameters, String name, NDArray x) {
        if (!config.layerNorm()) {
            return x;
        }
        return LayerNorm.layerNorm(
                        x,
                        new Shape(x.getShape().get(1)),
                        parameters.get(name + ".weight").squeeze(0),
                        parameters.get(name + ".bias").squeeze(0),
                        NORM_EPSILON)
                .singletonOrThrow();
    }

    /** y = x W^T + b; the parameters carry the leading axis of a population of one. */
    static NDArray linear(Parameters parameters, String name, NDArray x) {
        return Linear.linear(
                        x,
                        parameters.get(name + ".weight").squeeze(0),
                        parameters.get(name + ".bias").squeeze(0))
                .singletonOrThrow();
    }

    static void addLinear(List<Layout.Entry> entries, String name, int in, int out) {
        entries.add(new Layout.Entry(name + ".weight", List.of(out, in), Layout.Kind.WEIGHT, false));
        entries.add(new Layout.Entry(name + ".bias", List.of(out), Layout.Kind.BIAS, false));
    }

    static void addNorm(List<Layout.Entry> entries, String name, int width, FlowConfig config) {
        if (config.layerNorm()) {
            entries.add(new Layout.Entry(name + ".weight", List.of(width), Layout.Kind.NORM, false));
            entries.add(new Layout.Entry(name + ".bias", List.of(width), Layout.Kind.NORM, false));
        }
    }
}
