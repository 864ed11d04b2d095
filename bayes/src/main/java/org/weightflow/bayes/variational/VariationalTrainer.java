package org.weightflow.bayes.variational;

import java.util.List;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;

/**
 * Trains populations of variational networks side by side: the weights of dense layers and convolutions are independent Gaussians,
 * everything else is a point. Members never mix; what one becomes depends on its start, its mask and its seed alone.
 * <p>Under local reparameterisation a step of one sample costs about three steps of a deterministic network, and further samples cost
 * what comes after the first layer, whose products they share; Flipout costs about twice as much.
 *
 * @see <a href="https://arxiv.org/abs/1505.05424">Blundell et al. (2015)</a>
 */
public final class VariationalTrainer {
    private final Architecture architecture;
    private final PopulationTrainer trainer;
    private final TrainConfig config;
    private final VariationalConfig variational;

    /** @param trainer of the architecture and of {@code config} */
    public VariationalTrainer(
            Architecture architecture, PopulationTrainer trainer, TrainConfig config, VariationalConfig variational) {
        this.architecture = architecture;
        this.trainer = trainer;
        this.config = config;
        this.variational = variational;
    }

    /**
     * Trains steps {@code from} (included) to {@code until} (excluded) of the run. Pruned weights stay 0, mean and deviation.
     *
     * @param start one a member; weights that are neither pruned nor points of the architecture need a deviation
     * @param seeds one a member; batches come from its child {@code batches}, noise from {@code noise}
     * @throws IllegalArgumentException naming the weight that has no deviation
     * @throws ArithmeticException if a loss is no longer finite
     */
    public List<Posterior> train(
            List<Posterior> start, List<Seed> seeds, long from, long until, TrainingListener listener) {
        VariationalTraining rule = new VariationalTraining(
                architecture, config, variational, trainer.examples().count(), start, seeds, from);
        try (TensorStore population = new TensorStore(architecture.layout(), start.size())) {
            for (int p = 0; p < start.size(); p++) {
                population.put(p, start.get(p).mean());
            }
            trainer.train(population, rule, seeds, from, until, listener);
        }
        return rule.trained();
    }
}
