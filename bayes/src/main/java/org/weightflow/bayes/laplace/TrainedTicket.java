package org.weightflow.bayes.laplace;

import java.util.Arrays;
import java.util.List;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.Survivors;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;

/**
 * A trained ticket with the data that it was trained on: what a Laplace approximation is made around. Normalisation uses its running
 * statistics.
 */
public final class TrainedTicket {
    private final Architecture architecture;
    private final StateDict network;
    private final Mask mask;
    private final Examples training;

    /**
     * @param network its pruned values are taken as 0
     * @throws IllegalArgumentException if network, mask or data do not fit the architecture, or there are no examples
     */
    public TrainedTicket(Architecture architecture, StateDict network, Mask mask, Examples training) {
        architecture.layout().requireSame(network.layout(), "the network");
        architecture.requireFits(training.exampleShape(), training.classes());
        if (training.count() == 0) {
            throw new IllegalArgumentException("there are no training examples to take the curvature of");
        }
        this.architecture = architecture;
        this.network = mask.apply(network);
        this.mask = mask;
        this.training = training;
    }

    Architecture architecture() {
        return architecture;
    }

    StateDict network() {
        return network;
    }

    Mask mask() {
        return mask;
    }

    /** At most that many of the examples, distinct ones, each as likely as any other. */
    Examples sample(int most, Seed seed) {
        return most >= training.count()
                ? training
                : training.select(Arrays.copyOf(Shuffle.permutation(training.count(), seed.random()), most));
    }

    /** Training examples that each of a sample stands for. */
    double share(Examples sample) {
        return training.count() / (double) sample.count();
    }

    Predictions predictions(Examples data) {
        return new PosteriorPredictive(architecture)
                .each(List.of(network), data)
                .get(0);
    }

    double logLikelihood() {
        return -Classification.nll(predictions(training), training.labels()) * training.count();
    }

    double squaredNorm(Survivors uncertain) {
        return Arrays.stream(uncertain.values(network)).map(w -> w * w).sum();
    }
}
