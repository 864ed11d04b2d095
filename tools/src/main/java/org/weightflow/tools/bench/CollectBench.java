package org.weightflow.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.StepTimes;
import org.weightflow.networks.training.StepTimes.Phase;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.collect.CollectListener;
import org.weightflow.pruning.collect.Collector;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Collects a zoo of dense networks as {@code collect} does, with every file written and measured, and says where the time of a
 * training step goes.
 */
public final class CollectBench {
    private static final Seed SEED = new Seed(0);

    private final RunConfig config;
    private final Path dataFolder;

    /**
     * @param config     architecture, dataset, members and training
     * @param dataFolder where datasets are looked for
     */
    public CollectBench(RunConfig config, Path dataFolder) {
        this.config = config.withCollect(config.collect().withKind(CollectConfig.Kind.DENSE));
        this.dataFolder = dataFolder;
    }

    /**
     * Collects the whole zoo.
     *
     * @param work where it is written for the time being; null for the system's folder of temporary files
     */
    public Table run(Path work) throws IOException {
        Task task = Task.load(config.dataset(), dataFolder, SEED.child("split"));
        Collector collector = new Collector(config.network(), task, config.collect(), SEED.child("collect"));
        Provenance provenance = Provenance.here(
                EngineRuntime.threads(),
                Map.of("tensors", EngineRuntime.version()),
                task.dataset().sha256());
        try (ScratchFolder scratch = new ScratchFolder(work)) {
            long start = System.nanoTime();
            Zoo zoo = collector.collect(scratch.path(), Map.of(), provenance, CollectListener.SILENT);
            double seconds = (System.nanoTime() - start) / 1e9;
            double[] accuracies =
                    new NetworkAccuracy(config.network(), task.test()).of(zoo.size(), member -> weights(zoo, member));
            long steps = config.collect().training().totalSteps(task.train().count());
            return table(collector.times(), seconds, steps, accuracies);
        }
    }

    /** Trains all members for the first {@code steps} steps, and does nothing else: no files, no validation. */
    public Table run(long steps) throws IOException {
        Task task = Task.load(config.dataset(), dataFolder, SEED.child("split"));
        Architecture network = config.network();
        PopulationTrainer trainer =
                new PopulationTrainer(network, task.train(), config.collect().training());
        int members = config.collect().members();
        try (TensorStore population = new TensorStore(network.layout(), members)) {
            List<Seed> seeds = new ArrayList<>();
            for (int p = 0; p < members; p++) {
                seeds.add(SEED.child(p));
                population.put(p, config.collect().initialise().draw(network.layout(), SEED.child(p)));
            }
            long start = System.nanoTime();
            trainer.train(population, List.of(), seeds, 0, steps, TrainingListener.SILENT);
            double seconds = (System.nanoTime() - start) / 1e9;
            double[] accuracies = new NetworkAccuracy(network, task.test()).of(members, population::get);
            return table(trainer.times(), seconds, steps, accuracies);
        }
    }

    private static StateDict weights(Zoo zoo, int member) {
        try {
            return zoo.weights(member);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Table table(StepTimes times, double seconds, long steps, double[] accuracies) throws IOException {
        int members = accuracies.length;
        double mean = Arrays.stream(accuracies).average().orElse(Double.NaN);
        double square = Arrays.stream(accuracies)
                .map(accuracy -> (accuracy - mean) * (accuracy - mean))
                .average()
                .orElse(Double.NaN);
        double perStep = 1e6 / ((double) members * Math.max(1, steps));
        Map<Phase, Double> parts = times.seconds();
        double training =
                parts.values().stream().mapToDouble(Double::doubleValue).sum();
        int threads = EngineRuntime.threads();
        Table table = new Table(Column.text("what"), Column.number("value"), Column.text("unit"));
        table.row("architecture", config.architecture(), "");
        table.row("members", members, "");
        table.row("training steps of each", steps, "");
        table.row("threads", threads, "");
        table.row("seconds", Table.decimal(seconds, 2), "s");
        table.row("a member's step", Table.decimal(seconds * perStep, 1), "us of wall time");
        parts.forEach((phase, spent) -> table.row(
                "  " + phase.name().toLowerCase(Locale.ROOT),
                Table.decimal(spent * perStep, 1),
                "us of thread time, " + Table.percent(spent / (seconds * threads), 1) + " %"));
        double rest = Math.max(0, seconds * threads - training);
        table.row(
                "  rest: files, validation, waiting",
                Table.decimal(rest * perStep, 1),
                "us of thread time, " + Table.percent(rest / (seconds * threads), 1) + " %");
        table.row("peak memory", Table.decimal(ProcessMemory.peakMebibytes(), 0), "MiB");
        table.row("test accuracy", Table.percent(mean, 2), "%");
        table.row("its deviation between members", Table.percent(Math.sqrt(square), 2), "points");
        return table;
    }
}
