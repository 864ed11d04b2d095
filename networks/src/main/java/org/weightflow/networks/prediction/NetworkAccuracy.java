package org.weightflow.networks.prediction;

import java.util.List;
import java.util.function.IntFunction;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;

/** The accuracy of single networks on one set of examples. */
public final class NetworkAccuracy {
    private final PopulationPredictor predictor;
    private final Examples data;

    /** @throws IllegalArgumentException if the data do not fit the architecture */
    public NetworkAccuracy(Architecture architecture, Examples data) {
        architecture.requireFits(data.exampleShape(), data.classes());
        this.predictor = new PopulationPredictor(architecture);
        this.data = data;
    }

    /** The share of examples that each network classifies rightly, in [0, 1], in the order of the networks. */
    public double[] of(List<StateDict> networks) {
        return of(networks.size(), networks::get);
    }

    /** As {@link #of(List)}, of networks that are asked for once each, in order, as they are needed. */
    public double[] of(int count, IntFunction<StateDict> networks) {
        double[] accuracies = new double[count];
        predictor.predict(
                count,
                networks,
                data,
                (network, logits) -> accuracies[network] = Classification.accuracy(
                        Predictions.ofLogits(logits, 0, data.count(), data.classes()), data.labels()));
        return accuracies;
    }
}
