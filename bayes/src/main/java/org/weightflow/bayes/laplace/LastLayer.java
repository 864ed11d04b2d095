package org.weightflow.bayes.laplace;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.AffineListener;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;

/** What the last dense layer of a network reads of each example, and the logits that it makes of it. */
final class LastLayer {
    /** Examples that pass at once. */
    private static final int BLOCK = 256;

    private final String name;
    private final double[][] features;
    private final double[][] logits;

    private LastLayer(String name, double[][] features, double[][] logits) {
        this.name = name;
        this.features = features;
        this.logits = logits;
    }

    /** Of its parameters, {@code name.weight} and {@code name.bias}. */
    String name() {
        return name;
    }

    /** phi: the inputs of each example, with a 1 behind them for the bias, {@code [examples][in + 1]}. */
    double[][] features() {
        return features;
    }

    /** {@code [examples][classes]} */
    double[][] logits() {
        return logits;
    }

    /**
     * @throws IllegalArgumentException if the data do not fit, or the network does not end in a dense layer whose outputs are the
     *     logits
     */
    static LastLayer of(Architecture architecture, StateDict network, Examples data) {
        architecture.requireFits(data.exampleShape(), data.classes());
        double[][] features = new double[data.count()][];
        double[][] logits = new double[data.count()][];
        Ear ear = new Ear();
        try (TensorStore store = new TensorStore(architecture.layout(), 1);
                NoGradient off = new NoGradient();
                NDManager run = EngineRuntime.newManager()) {
            store.put(0, network);
            ForwardPass pass = ForwardPass.evaluation(store).heardBy(ear);
            int width = data.featureCount();
            for (int from = 0; from < data.count(); from += BLOCK) {
                int rows = Math.min(BLOCK, data.count() - from);
                float[] values = Arrays.copyOfRange(data.features(), from * width, (from + rows) * width);
                try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    NDArray outputs =
                            architecture.forward(pass, SharedMemory.copyOf(run, values, new Shape(rows, width)));
                    ear.requireLast(architecture);
                    copy(ear.inputs, features, from, rows, 1);
                    copy(outputs, logits, from, rows, 0);
                }
            }
        }
        for (double[] row : features) {
            row[row.length - 1] = 1;
        }
        return new LastLayer(ear.map.name(), features, logits);
    }

    /** Rows of a float32 array of any number of axes, with room for {@code more} values behind each. */
    private static void copy(NDArray array, double[][] rows, int from, int count, int more) {
        float[] flat = array.toFloatArray();
        int width = flat.length / count;
        for (int r = 0; r < count; r++) {
            rows[from + r] = new double[width + more];
            for (int i = 0; i < width; i++) {
                rows[from + r][i] = flat[r * width + i];
            }
        }
    }

    private static final class Ear implements AffineListener {
        private Map map;
        private NDArray inputs;

        @Override
        public void onInputs(Map heard, NDArray values) {
            map = heard;
            inputs = values;
        }

        @Override
        public void onOutputs(Map heard, NDArray outputs) {}

        void requireLast(Architecture architecture) {
            Layout layout = architecture.layout();
            if (map == null
                    || map.convolution()
                    || inputs.getShape().dimension() > 3
                    || layout.entry(layout.indexOf(map.name() + ".weight"))
                                    .shape()
                                    .get(0)
                            != architecture.classes()) {
                throw new IllegalArgumentException("architecture " + architecture.id()
                        + " does not end in a dense layer whose outputs are the logits");
            }
        }
    }
}
