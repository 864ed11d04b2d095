package org.weightflow.networks;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;

/**
 * A network as data: the layout of its state dict, its symmetry, and its function over a whole population.
 * <p>Names and shapes are those of the common PyTorch definition, so that checkpoints travel both ways. {@code name} and
 * {@code config} rebuild the architecture through {@link org.weightflow.networks.architecture.Architectures#of}.
 */
public interface Architecture {
    /** The family's name, such as {@code mlp}. */
    String name();

    /** What {@link org.weightflow.networks.architecture.Architectures#of} needs beside the name: numbers, strings and lists of them. */
    Map<String, Object> config();

    Layout layout();

    Symmetry symmetry();

    /** Values that one example has. */
    int inputs();

    /** Classes that the logits tell apart. */
    int classes();

    /** Values of the largest array that a layer makes of one example in one network: what the memory of a pass is measured in. */
    int widestSignal();

    /** What one example costs. */
    Work work();

    /**
     * The function of all P members at once.
     * <p>Results attach to the manager of {@code inputs}; run it inside a scope, since views of the parameters attach to theirs.
     *
     * @param pass   the parameters, arrays {@code [P, ...]}, and what to do with statistics
     * @param inputs {@code [B, inputs]}, shared by all members, or {@code [P, B, inputs]}
     * @return logits {@code [P, B, classes]}
     */
    NDArray forward(ForwardPass pass, NDArray inputs);

    /** The signals between the layers. */
    HiddenSignals hiddenSignals();

    /**
     * A pass of one network that lets a listener hear its {@link #hiddenSignals}; run it as {@link #forward}.
     *
     * @param pass   the parameters of one network, arrays {@code [1, ...]}, and what to do with statistics
     * @param inputs {@code [B, inputs]}
     */
    void observe(ForwardPass pass, NDArray inputs, HiddenSignals.Listener listener);

    /** The short form that {@link org.weightflow.networks.architecture.Architectures#parse} reads, such as {@code mlp-784-32-32-10}. */
    String id();

    /** Requires inputs and classes that fit a task. */
    default void requireFits(List<Integer> exampleShape, int classCount) {
        int size = exampleShape.stream().reduce(1, Math::multiplyExact);
        if (inputs() != size || classes() != classCount) {
            throw new IllegalArgumentException("architecture " + id() + " reads " + inputs() + " values and tells "
                    + classes() + " classes apart, but the dataset has examples of " + size + " values and "
                    + classCount + " classes");
        }
    }
}
