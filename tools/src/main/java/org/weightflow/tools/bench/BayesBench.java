package org.weightflow.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.bayes.variational.VariationalTrainer;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Times an epoch of a population of variational networks, at several numbers of samples, beside one of deterministic networks: the same
 * members, batches and optimiser. Rounds go through all of them in turn, so that a machine that slows down slows all of them.
 */
public final class BayesBench {
    private static final double NANOS = 1e9;

    private final Architecture network;
    private final PopulationTrainer trainer;
    private final TrainConfig training;
    private final VariationalConfig variational;
    private final List<Seed> seeds;
    private final List<Posterior> start;

    /**
     * @param training    of either kind; one epoch of it is timed, whatever it says
     * @param variational all but the number of samples
     * @param members     networks of the population
     * @param examples    of an epoch, drawn at random: what they are makes no difference to how long it takes
     */
    public BayesBench(
            Architecture network, TrainConfig training, VariationalConfig variational, int members, int examples) {
        this.network = network;
        this.training = training.withEpochs(1);
        this.trainer = new PopulationTrainer(network, random(network, examples), this.training);
        this.variational = variational;
        this.seeds =
                IntStream.range(0, members).mapToObj(i -> new Seed(0).child(i)).toList();
        Mask dense = Mask.dense(network.layout());
        this.start = seeds.stream()
                .map(seed -> variational.start().about(drawn(seed), dense))
                .toList();
    }

    private static Examples random(Architecture network, int count) {
        SplittableRandom random = new Seed(0).child("data").random();
        float[] features = new float[Math.multiplyExact(count, network.inputs())];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = random.ints(count, 0, network.classes()).toArray();
        return Examples.of(features, labels, List.of(network.inputs()), network.classes());
    }

    private StateDict drawn(Seed seed) {
        return Initialisation.KAIMING_UNIFORM.draw(network.layout(), seed);
    }

    /**
     * Medians after a warm-up of one round.
     *
     * @param samples numbers of samples a step, each at least 1, and at least one of them
     * @param repeats rounds that count
     */
    public Table run(List<Integer> samples, int repeats) {
        List<List<Double>> seconds = new ArrayList<>();
        for (int i = 0; i <= samples.size(); i++) {
            seconds.add(new ArrayList<>());
        }
        for (int round = 0; round <= repeats; round++) {
            for (int i = 0; i <= samples.size(); i++) {
                double taken = i == 0 ? deterministic() : variational(samples.get(i - 1));
                if (round > 0) {
                    seconds.get(i).add(taken);
                }
            }
        }
        return table(
                samples,
                seconds.stream()
                        .mapToDouble(own -> Quantile.median(
                                own.stream().mapToDouble(Double::doubleValue).toArray()))
                        .toArray());
    }

    private Table table(List<Integer> samples, double[] seconds) {
        Table table = new Table(
                Column.text(network.id() + ", " + seeds.size() + " members"),
                Column.number("seconds an epoch"),
                Column.number("of deterministic"),
                Column.number("of samples " + samples.get(0)));
        table.row("deterministic", Table.decimal(seconds[0], 3), "1.00", "");
        for (int i = 0; i < samples.size(); i++) {
            table.row(
                    "variational, samples " + samples.get(i),
                    Table.decimal(seconds[i + 1], 3),
                    Table.decimal(seconds[i + 1] / seconds[0], 2),
                    Table.decimal(seconds[i + 1] / seconds[1], 2));
        }
        return table;
    }

    private double deterministic() {
        try (TensorStore population = new TensorStore(network.layout(), seeds.size())) {
            for (int p = 0; p < seeds.size(); p++) {
                population.put(p, start.get(p).mean());
            }
            long begin = System.nanoTime();
            trainer.train(population, List.of(), seeds, 0, trainer.totalSteps(), TrainingListener.SILENT);
            return (System.nanoTime() - begin) / NANOS;
        }
    }

    private double variational(int samples) {
        VariationalTrainer own = new VariationalTrainer(network, trainer, training, variational.withSamples(samples));
        long begin = System.nanoTime();
        List<Posterior> trained = own.train(start, seeds, 0, trainer.totalSteps(), TrainingListener.SILENT);
        return trained.isEmpty() ? Double.NaN : (System.nanoTime() - begin) / NANOS;
    }
}
