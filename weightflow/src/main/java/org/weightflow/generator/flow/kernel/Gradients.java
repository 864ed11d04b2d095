package org.weightflow.generator.flow.kernel;

/** The gradient of a loss by weights, entry by entry. */
@FunctionalInterface
public interface Gradients {
    /**
     * Copies {@code count} values of an entry's gradient, from its value {@code from}, to the front of {@code target}. May be
     * called by several threads at once.
     */
    void read(int entry, int from, float[] target, int count);
}
