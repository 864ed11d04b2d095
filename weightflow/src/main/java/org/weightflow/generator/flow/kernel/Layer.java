package org.weightflow.generator.flow.kernel;

/** One step of a network's computation. Different parts of the rows may be at work in different threads. */
abstract class Layer {
    /** Computes the output of a part of the rows. */
    abstract void forward(RowPart part);

    /** From the gradients by the output of a part of the rows, those by the input. */
    abstract void backward(RowPart part);

    /** Before the first part of a step: the weights have changed. */
    void refresh() {}

    /** Whether {@link #differentiate} has anything to do. */
    boolean hasParameters() {
        return false;
    }

    /** The gradients by the layer's own parameters, summed over all rows, when {@link #backward} has been through all parts. */
    void differentiate() {}

    /** Of an entry of this layer, as {@link Gradients#read} has it. */
    void read(int entry, int from, float[] target, int count) {
        throw new IllegalArgumentException("entry " + entry + " is of another layer");
    }
}
