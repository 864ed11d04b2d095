package org.weightflow.generator.regression;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.engine.TensorStore;

/** Weight and bias of one affine map of one network, as a matrix {@code [outputs, inputs]} and a vector, in the memory of a store. */
final class AffineParameters {
    private final TensorStore store;
    private final Layout layout;
    private final int weight;
    /** -1 for none. */
    private final int bias;

    private final int outputs;
    private final int inputs;

    /** @param name of the map; the store has one network */
    AffineParameters(TensorStore store, String name) {
        this.store = store;
        this.layout = store.layout();
        this.weight = layout.indexOf(name + ".weight");
        this.bias = layout.has(name + ".bias") ? layout.indexOf(name + ".bias") : -1;
        Layout.Entry entry = layout.entry(weight);
        this.outputs = entry.shape().get(0);
        this.inputs = entry.size() / outputs;
    }

    boolean hasBias() {
        return bias >= 0;
    }

    /** Side of a convolution's kernel; 1 for a dense layer. */
    int kernel() {
        Layout.Entry entry = layout.entry(weight);
        return entry.shape().size() < 4 ? 1 : entry.shape().get(3);
    }

    /** x W^T + b for rows {@code [R, inputs]}. */
    NDArray apply(NDArray x) {
        NDArray matrix = store.get(layout.entry(weight).name()).reshape(new Shape(outputs, inputs));
        NDArray product = x.matMul(matrix.transpose());
        return hasBias() ? product.add(store.get(layout.entry(bias).name()).reshape(new Shape(1, outputs))) : product;
    }

    /** Adds what a regression found; to the kept weights only, each row's solution being that of its own inputs. */
    void add(RidgeSolution solution, Mask mask) {
        FloatBuffer memory = store.memory(weight);
        for (int o = 0; o < outputs; o++) {
            int[] kept = kept(o, mask);
            double[] row = kept.length == inputs ? solution.row(o) : solution.row(o, kept);
            for (int k = 0; k < kept.length; k++) {
                int at = o * inputs + kept[k];
                memory.put(at, (float) (memory.get(at) + row[k]));
            }
            if (hasBias()) {
                FloatBuffer shifts = store.memory(bias);
                shifts.put(o, (float) (shifts.get(o) + row[kept.length]));
            }
        }
    }

    private int[] kept(int output, Mask mask) {
        int[] kept = new int[inputs];
        int count = 0;
        for (int i = 0; i < inputs; i++) {
            if (mask == null || mask.keeps(layout.offset(weight) + output * inputs + i)) {
                kept[count++] = i;
            }
        }
        return java.util.Arrays.copyOf(kept, count);
    }
}
