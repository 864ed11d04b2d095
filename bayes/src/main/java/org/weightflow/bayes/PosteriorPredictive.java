package org.weightflow.bayes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.prediction.PopulationPredictor;

/**
 * What several networks say about the same examples: the draws of a posterior, the states of a chain, the members of an ensemble.
 * Their prediction together is {@link Predictions#ensemble}, the mean of their probabilities, which for K draws is the Monte Carlo
 * estimate {@code p(y | x) = (1 / K) sum_k p(y | x, w_k)}.
 */
public final class PosteriorPredictive {
    private final PopulationPredictor predictor;

    public PosteriorPredictive(Architecture architecture) {
        this.predictor = new PopulationPredictor(architecture);
    }

    /**
     * The prediction of each network.
     *
     * @param networks at least one
     * @throws IllegalArgumentException if the data do not fit the architecture
     */
    public List<Predictions> each(List<StateDict> networks, Examples data) {
        return each(networks.size(), networks::get, data);
    }

    /** As {@link #each(List, Examples)}, of networks that are asked for once each, in order, as they are needed. */
    public List<Predictions> each(int count, IntFunction<StateDict> networks, Examples data) {
        List<Predictions> all = new ArrayList<>(count);
        predictor.predict(
                count,
                networks,
                data,
                (network, logits) -> all.add(Predictions.ofLogits(logits, 0, data.count(), data.classes())));
        return all;
    }
}
