package org.weightflow.networks;

import ai.djl.ndarray.NDArray;

/**
 * The signals between a network's layers, by which units can be told by what they do: the result of every nonlinearity, every sum of
 * a stream and a branch, and inside an attention q, k and v of all heads and what the heads hand to the projection.
 * <p>A signal is named by the layer before it and what made it, such as {@code fc1:relu} or {@code blocks.0.attn:qkv}.
 *
 * @param layout   one entry a signal, {@code [units, positions]}: the values that one example has, a position being a pixel or a
 *                 token; in the order in which a pass makes them
 * @param symmetry the groups of the architecture's symmetry, each at its units on axis 0 of the signals; no scales. Permuting the
 *                 weights of a network by an element of the architecture's symmetry permutes its signals by the same element of this
 *                 one
 */
public record HiddenSignals(Layout layout, Symmetry symmetry) {
    /** Hears the signals of a pass as they are made. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param signal its index in {@link #layout}
         * @param values {@code [B * positions, units]}, example by example; the pass's own
         */
        void onSignal(int signal, NDArray values);
    }
}
