package org.weightflow.networks;

import ai.djl.ndarray.NDArray;

/** The arrays of a population by entry name, each {@code [P, shape of the entry]}. */
@FunctionalInterface
public interface Parameters {
    /** @throws IllegalArgumentException if there is no entry of that name */
    NDArray get(String name);
}
