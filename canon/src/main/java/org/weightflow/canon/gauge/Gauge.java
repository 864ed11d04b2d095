package org.weightflow.canon.gauge;

import org.weightflow.networks.StateDict;

/**
 * Chooses one among the networks that compute the same function.
 * <p>Deterministic. A second application changes nothing but by rounding, and a permutation of units before it is one after it. What
 * is computed is rounded to float32 once a value, that is by at most 2^-24 of it, and zeros stay zeros, so that masks stay valid.
 */
@FunctionalInterface
public interface Gauge {
    /** The chosen network, of the same layout and function. */
    StateDict apply(StateDict weights);

    /** This gauge and then {@code next}. */
    default Gauge then(Gauge next) {
        return weights -> next.apply(apply(weights));
    }
}
