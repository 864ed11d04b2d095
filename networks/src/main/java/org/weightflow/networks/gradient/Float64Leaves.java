package org.weightflow.networks.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.engine.SharedMemory;

/** The values of one network in float64, arrays {@code [1, shape]}; those that are learnable are gradient leaves. */
final class Float64Leaves implements Parameters {
    private final Layout layout;
    private final NDArray[] arrays;

    /** @param owner of the arrays */
    Float64Leaves(NDManager owner, Layout layout, double[] flat) {
        this.layout = layout;
        this.arrays = new NDArray[layout.entries().size()];
        for (int e = 0; e < arrays.length; e++) {
            double[] values = Arrays.copyOfRange(flat, layout.offset(e), layout.offset(e + 1));
            arrays[e] = SharedMemory.copyOf(owner, values, stacked(layout.entry(e)));
            arrays[e].setRequiresGradient(layout.entry(e).kind().isLearnable());
        }
    }

    @Override
    public NDArray get(String name) {
        return arrays[layout.indexOf(name)];
    }

    /** The gradient over the flat vector after a backward pass, zero for what is not learnable; call it inside a scope. */
    double[] gradient() {
        double[] gradient = new double[layout.size()];
        for (int e = 0; e < arrays.length; e++) {
            if (layout.entry(e).kind().isLearnable()) {
                SharedMemory.doubles(arrays[e].getGradient())
                        .get(gradient, layout.offset(e), layout.entry(e).size());
            }
        }
        return gradient;
    }

    private static Shape stacked(Layout.Entry entry) {
        return new Shape(
                LongStream.concat(LongStream.of(1), entry.shape().stream().mapToLong(Integer::longValue))
                        .toArray());
    }
}
