package org.weightflow.generator;

import java.util.Arrays;
import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.NetworkAccuracy;

/** What the networks that a checkpoint samples are worth: the median of their task accuracies on validation data, never on test data. */
@FunctionalInterface
public interface CheckpointScorer {
    /** @return the median accuracy, in [0, 1] */
    double medianAccuracy(List<StateDict> networks);

    /**
     * The median accuracy on the given examples. The median says what most samples are worth; the few that fall between two modes of
     * the distribution would dominate a mean, and are for an acceptance to turn away.
     */
    static CheckpointScorer on(Architecture architecture, Examples validation) {
        NetworkAccuracy accuracy = new NetworkAccuracy(architecture, validation);
        return networks -> {
            double[] sorted = accuracy.of(networks);
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        };
    }
}
