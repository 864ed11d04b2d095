package org.weightflow.networks;

import ai.djl.ndarray.NDArray;

/**
 * Hears the affine maps of a pass, that is dense layers and convolutions, in the order in which they are computed. Arrays are the
 * pass's own, shaped as {@link ForwardPass} has them.
 */
public interface AffineListener {
    /** Hears nothing. */
    AffineListener NONE = new AffineListener() {
        @Override
        public void onInputs(Map map, NDArray inputs) {}

        @Override
        public void onOutputs(Map map, NDArray outputs) {}
    };

    /**
     * One affine map.
     *
     * @param name        of its parameters, {@code name.weight} and, if it has one, {@code name.bias}
     * @param convolution whether it is a convolution; a dense layer has stride 1 and padding 0
     */
    record Map(String name, boolean convolution, int stride, int padding) {
        static Map dense(String name) {
            return new Map(name, false, 1, 0);
        }

        static Map convolution(String name, int stride, int padding) {
            return new Map(name, true, stride, padding);
        }
    }

    /** Before the map is computed: what is changed now in the memory of its parameters is what it is computed with. */
    void onInputs(Map map, NDArray inputs);

    /** After it was computed. */
    void onOutputs(Map map, NDArray outputs);
}
