package org.weightflow.generator.ensemble;

import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.NetworkAccuracy;

/**
 * Turns away samples that do not solve the task: a sampled network joins an ensemble only if its accuracy on validation examples is
 * at least {@code threshold}. A flow that has to choose between far apart modes now and then ends between two of them, where no
 * network works; this is where such samples stop. How many were turned away is part of what the ensemble says of itself.
 */
public final class Acceptance {
    private final double threshold;
    private final Examples validation;

    /**
     * @param threshold  least accuracy, in [0, 1]
     * @param validation examples that no training saw, and not those of the test
     */
    public Acceptance(double threshold, Examples validation) {
        this.threshold = Check.closedInterval("threshold", threshold, 0, 1);
        Check.atLeast("validation examples", validation.count(), 1);
        this.validation = validation;
    }

    public double threshold() {
        return threshold;
    }

    /** The validation accuracy of each network. */
    double[] accuracies(Architecture architecture, List<StateDict> networks) {
        return new NetworkAccuracy(architecture, validation).of(networks);
    }
}
