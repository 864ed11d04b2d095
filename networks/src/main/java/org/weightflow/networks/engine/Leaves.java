package org.weightflow.networks.engine;

import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;
import org.weightflow.networks.Parameters;

/**
 * Fresh gradient leaves over the memory of a {@link TensorStore}, for one step.
 * <p>The engine accumulates gradients into a leaf and cannot be told to drop them, so every step takes new leaves: the first
 * backward pass then hands its buffers over without an addition or a zeroing pass. Make and use them inside one NDScope, which
 * closes them. State, such as running statistics, is the store's own array, which forward passes change in place.
 */
public final class Leaves implements Parameters {
    private final TensorStore store;
    private final NDArray[] leaves;

    Leaves(TensorStore store) {
        this.store = store;
        this.leaves = new NDArray[store.layout().entries().size()];
        for (int e = 0; e < leaves.length; e++) {
            leaves[e] = store.array(e);
            if (store.layout().entry(e).kind().isLearnable()) {
                leaves[e] = leaves[e].stopGradient();
                leaves[e].setRequiresGradient(true);
            }
        }
    }

    @Override
    public NDArray get(String name) {
        return leaves[store.layout().indexOf(name)];
    }

    /** The gradient of an entry after backward, {@code [P, shape]}, in the engine's memory until the scope closes. */
    public FloatBuffer gradient(int entry) {
        NDArray gradient = leaves[entry].getGradient();
        return SharedMemory.floats(gradient);
    }
}
