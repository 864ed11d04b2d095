package org.weightflow.pruning.score;

import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;

/**
 * What scores are computed from beside the weights.
 *
 * @param training the training examples, as the network reads them
 */
public record ScoringData(Architecture architecture, Examples training) {
    /** @throws IllegalArgumentException if the examples do not fit the architecture */
    public ScoringData {
        architecture.requireFits(training.exampleShape(), training.classes());
    }
}
