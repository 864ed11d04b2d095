package org.weightflow.canon.matching;

import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** Finds what brings the units of one network to those of another. */
@FunctionalInterface
public interface PairMatching {
    /**
     * @param reference weights of A; read only
     * @param moving    weights of B, same layout; read only
     * @param seed      of what the method draws; the same seed gives the same matching
     * @throws IllegalArgumentException if the layouts differ, or a value is NaN or infinite, naming the first entry
     */
    Matching match(StateDict reference, StateDict moving, Seed seed);

    /**
     * A short form of the method, which only takes a few steps from where the units of the moving network stand and never lowers the
     * objective; the whole method if it has none.
     */
    default PairMatching nearby() {
        return this;
    }
}
