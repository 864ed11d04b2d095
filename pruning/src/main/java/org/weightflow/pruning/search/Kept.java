package org.weightflow.pruning.search;

import java.util.List;

/**
 * What is known of something that a search computed.
 *
 * @param seconds            that it took, for all members together
 * @param validationAccuracy of each member's network, a fraction; empty for masks
 */
record Kept(double seconds, List<Double> validationAccuracy) {
    Kept {
        validationAccuracy = List.copyOf(validationAccuracy);
    }
}
