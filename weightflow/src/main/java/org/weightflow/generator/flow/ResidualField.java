package org.weightflow.generator.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.weightflow.generator.ode.VectorField;
import org.weightflow.networks.Check;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/**
 * A velocity field: a residual multi-layer perceptron of the point and of sines and cosines of the time.
 * <p>{@code h = input([x, time]); h += fc2(act(fc1(norm(h))))} for each block; {@code v = output(act(norm(h)))}. The output layer
 * starts at zero, so that the untrained flow is the identity: noise N(0, I) stays what it is, which in standardised codes is the
 * Gaussian that fits them.
 * <p>A row of a result depends on its own input and, in the last bits, on the number of rows. Not safe for use by two threads.
 */
public final class ResidualField implements VectorField, AutoCloseable {
    private static final String INPUT = "input";
    private static final String OUTPUT = "output";
    private static final String FINAL_NORM = "norm";
    private static final float NORM_EPSILON = 1e-5f;

    private final int dimensions;
    private final FlowConfig config;
    private final TensorStore store;
    private final TimeFeatures times;
    private FieldInputs inputs;

    /**
     * The field with the given weights, copied.
     *
     * @throws IllegalArgumentException if they do not have {@link #layout}, naming the first entry that differs
     */
    public ResidualField(int dimensions, FlowConfig config, StateDict weights) {
        this.dimensions = Check.atLeast("dimensions", dimensions, 1);
        this.config = config;
        this.times = new TimeFeatures(config.timeFeatures());
        Layout layout = layout(dimensions, config);
        layout.requireSame(weights.layout(), "the weights of the field");
        this.store = new TensorStore(layout, 1);
        store.put(0, weights);
    }

    /** The untrained field: as {@code torch.nn.Linear} draws its layers, but zero in the output layer. */
    public static ResidualField untrained(int dimensions, FlowConfig config, Seed seed) {
        Layout layout = layout(dimensions, config);
        float[] weights =
                Initialisation.TORCH_DEFAULT.draw(layout, seed.child("field")).toArray();
        Arrays.fill(weights, layout.offset(layout.indexOf(OUTPUT + ".weight")), weights.length, 0f);
        return new ResidualField(dimensions, config, StateDict.of(layout, weights));
    }

    /** Names and shapes of the weights, the output layer last. */
    public static Layout layout(int dimensions, FlowConfig config) {
        int hidden = config.hidden();
        List<Layout.Entry> entries = new ArrayList<>();
        addLinear(entries, INPUT, dimensions + config.timeFeatures(), hidden);
        for (int b = 0; b < config.blocks(); b++) {
            addNorm(entries, norm(b), config);
            addLinear(entries, inner(b), hidden, hidden);
            addLinear(entries, outer(b), hidden, hidden);
        }
        addNorm(entries, FINAL_NORM, config);
        addLinear(entries, OUTPUT, hidden, dimensions);
        return Layout.of(entries);
    }

    /** Values of one point. */
    public int dimensions() {
        return dimensions;
    }

    /** A copy of the weights. */
    public StateDict weights() {
        return store.get(0);
    }

    TensorStore store() {
        return store;
    }

    FieldInputs newInputs(int rows) {
        return new FieldInputs(rows, dimensions, times);
    }

    /**
     * The field in the engine, recorded if gradients are.
     *
     * @param parameters arrays {@code [1, ...]}
     * @param inputs     {@code [B, dimensions + time features]}
     * @param dropout    null for none
     * @return velocities {@code [B, dimensions]}, attached to the manager of {@code inputs}; run it inside a scope
     */
    NDArray forward(Parameters parameters, NDArray inputs, Dropout dropout) {
        NDArray h = linear(parameters, INPUT, inputs);
        for (int b = 0; b < config.blocks(); b++) {
            NDArray inside = activate(linear(parameters, inner(b), normalise(parameters, norm(b), h)));
            inside = dropout == null ? inside : dropout.apply(inside, b);
            h = h.add(linear(parameters, outer(b), inside));
        }
        return linear(parameters, OUTPUT, activate(normalise(parameters, FINAL_NORM, h)));
    }

    /** {@inheritDoc} Computed in float32. */
    @Override
    public void velocity(double time, double[] points, double[] velocities) {
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
        }
        inputs.send();
        predict(inputs, velocities);
    }

    /** Velocities {@code [rows, dimensions]} of what was sent to {@code inputs}. */
    void predict(FieldInputs inputs, double[] velocities) {
        try (NoGradient off = new NoGradient();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            FloatBuffer result = SharedMemory.floats(forward(store, inputs.array(), null));
            for (int i = 0; i < velocities.length; i++) {
                velocities[i] = result.get(i);
            }
        }
    }

    @Override
    public void close() {
        closeInputs();
        store.close();
    }

    private void closeInputs() {
        if (inputs != null) {
            inputs.close();
            inputs = null;
        }
    }

    private NDArray activate(NDArray x) {
        return config.nonlinearity().apply(x);
    }

    private NDArray normalise(Parameters parameters, String name, NDArray x) {
        if (!config.layerNorm()) {
            return x;
        }
        return LayerNorm.layerNorm(
                        x,
                        new Shape(config.hidden()),
                        parameters.get(name + ".weight").squeeze(0),
                        parameters.get(name + ".bias").squeeze(0),
                        NORM_EPSILON)
                .singletonOrThrow();
    }

    /** y = x W^T + b; the parameters carry the leading axis of a population of one. */
    private static NDArray linear(Parameters parameters, String name, NDArray x) {
        return Linear.linear(
                        x,
                        parameters.get(name + ".weight").squeeze(0),
                        parameters.get(name + ".bias").squeeze(0))
                .singletonOrThrow();
    }

    private static void addLinear(List<Layout.Entry> entries, String name, int in, int out) {
        entries.add(new Layout.Entry(name + ".weight", List.of(out, in), Layout.Kind.WEIGHT, false));
        entries.add(new Layout.Entry(name + ".bias", List.of(out), Layout.Kind.BIAS, false));
    }

    private static void addNorm(List<Layout.Entry> entries, String name, FlowConfig config) {
        if (config.layerNorm()) {
            entries.add(new Layout.Entry(name + ".weight", List.of(config.hidden()), Layout.Kind.NORM, false));
            entries.add(new Layout.Entry(name + ".bias", List.of(config.hidden()), Layout.Kind.NORM, false));
        }
    }

    private static String inner(int block) {
        return "blocks." + block + ".fc1";
    }

    private static String outer(int block) {
        return "blocks." + block + ".fc2";
    }

    private static String norm(int block) {
        return "blocks." + block + ".norm";
    }
}
