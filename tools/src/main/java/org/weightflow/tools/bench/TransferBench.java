package org.weightflow.tools.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.RewoundTraining;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.terminal.Progress;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;

/**
 * Compares three masks on the same weights of step k, after training: each member's own mask, the mask of one other network brought
 * into the member's order of units, and that mask as it is.
 * <p>Beside them stands the barrier between dense member and dense network, with units matched and as they are: how much less
 * accurate the network halfway is than the two are on average, in points. The row that keeps 100 % is of the dense members.
 */
public final class TransferBench {
    /** The share that a level removes, nearly, as in Frankle and Carbin (2019). */
    private static final double LEVEL_SHARE = 0.2;

    private final RunConfig config;
    private final Task task;
    private final Architecture network;
    private final PopulationTrainer trainer;
    private final NetworkAccuracy accuracy;
    private final BatchNormEstimation statistics;
    private final PruneConfig pruning;
    private final int[] levels;
    private final List<Integer> rewindSteps;
    private final boolean ownMasks;
    private final List<RewoundTraining> trainings;
    private final Progress progress;
    private final Seed seed;

    /**
     * @param config      architecture, members and training
     * @param task        of which the test part is read
     * @param densities   fractions in (0, 1); the largest is met exactly, the others by the nearest level
     * @param rewindSteps values of k
     * @param ownMasks    whether each member's own mask is searched for, which takes most of the time
     * @param progress    told of every training step
     * @throws IllegalArgumentException if a k is no step of the run, or the task does not fit the architecture
     */
    public TransferBench(
            RunConfig config,
            Task task,
            List<Double> densities,
            List<Integer> rewindSteps,
            boolean ownMasks,
            Progress progress) {
        this.config = config;
        this.task = task;
        this.network = config.network();
        this.trainer =
                new PopulationTrainer(network, task.train(), config.collect().training());
        this.accuracy = new NetworkAccuracy(network, task.test());
        this.statistics = config.estimation(network, task);
        this.pruning = pruning(densities);
        this.levels = densities.stream()
                .mapToInt(density -> level(density, pruning.fraction()))
                .toArray();
        this.rewindSteps = List.copyOf(rewindSteps);
        this.ownMasks = ownMasks;
        this.trainings = rewindSteps.stream()
                .map(step -> new RewoundTraining(network, trainer, step))
                .toList();
        this.progress = progress;
        this.seed = new Seed(config.seed()).child("transfer");
    }

    /** Runs the comparison; masks of all densities come from one search for each k. */
    public Table run() throws IOException {
        Table table = new Table(
                Column.number("step k"),
                Column.number("kept %"),
                Column.text("own %"),
                Column.text("moved %"),
                Column.text("unmoved %"),
                Column.text("moved - unmoved"),
                Column.number("barrier"),
                Column.number("as it is"));
        try (Progress.Task shown = progress.start("moved (training steps)", steps())) {
            for (int i = 0; i < trainings.size(); i++) {
                new Comparison(trainings.get(i), rewindSteps.get(i), new Told(() -> shown.advance(1))).rows(table);
            }
        }
        return table;
    }

    /** Tells the progress of every step. */
    private record Told(Runnable step) implements SearchListener {
        @Override
        public void onStep(TrainingListener.Progress at) {
            step.run();
        }

        @Override
        public void skip(long steps) {
            // Nothing is kept from an earlier run, and what is asked for twice was told of when it was made.
        }
    }

    private long steps() {
        long runs = pruning.levels() + (ownMasks ? pruning.levels() + levels.length : 1) + 2L * levels.length;
        return trainings.stream()
                .mapToLong(training -> 2 * training.startSteps() + runs * training.restSteps())
                .sum();
    }

    /** As many levels of nearly 20 % as lead to the largest density, and on at that pace to the smallest. */
    private PruneConfig pruning(List<Double> densities) {
        double largest = Collections.max(densities);
        double share = 1 - Math.pow(largest, 1.0 / Math.max(1, level(largest, LEVEL_SHARE)));
        PruneConfig usual = config.collect().pruning();
        return new PruneConfig(level(Collections.min(densities), share), share, usual.scope(), usual.entryFractions());
    }

    private static int level(double density, double share) {
        return (int) Math.round(Math.log(density) / Math.log(1 - share));
    }

    /** One value of k. */
    private final class Comparison {
        private final RewoundTraining training;
        private final int rewindStep;
        private final SearchListener listener;
        private final List<Seed> seeds;
        private final Search source;
        private final Search members;

        Comparison(RewoundTraining training, int rewindStep, SearchListener listener) throws IOException {
            this.training = training;
            this.rewindStep = rewindStep;
            this.listener = listener;
            CollectConfig collect = config.collect();
            this.seeds = IntStream.range(0, collect.members())
                    .mapToObj(i -> seed.child("member").child(i))
                    .toList();
            this.source = search(pruning, List.of(seed.child("trunk")));
            this.members = search(ownMasks ? pruning : pruning.withLevels(1), seeds);
        }

        private Search search(PruneConfig pruning, List<Seed> seeds) throws IOException {
            CollectConfig collect = config.collect();
            SearchSettings settings = new SearchSettings(
                    collect.initialise(),
                    collect.training(),
                    rewindStep,
                    collect.tickets().scope(),
                    pruning);
            Workbench bench = Workbench.inMemory(network, task, settings, trainer, seeds, listener);
            AllTickets levels = new AllTickets();
            new IterativeMagnitude().search(bench, Targets.ofLevels(pruning, 0, bench.selection()), levels);
            return new Search(bench.rewound(), bench.dense(), levels);
        }

        void rows(Table table) throws IOException {
            StateDict found = source.dense.get(0);
            List<Permutations> matched = matched(found);
            String aligned = Table.percent(
                    barrier(matched.stream()
                            .map(each -> each.apply(found, network.symmetry()))
                            .toList()),
                    2);
            String unaligned = Table.percent(barrier(Collections.nCopies(seeds.size(), found)), 2);
            table.row(rewindStep, "100.00", shown(accuracy.of(members.dense)), "-", "-", "-", aligned, unaligned);
            for (int level : levels) {
                Mask mask = source.levels.get(level).masks().get(0);
                String own = ownMasks ? shown(train(members.levels.get(level).masks())) : "-";
                double[] moved = train(matched.stream()
                        .map(each -> each.apply(mask, network.symmetry()))
                        .toList());
                double[] unmoved = train(Collections.nCopies(seeds.size(), mask));
                double[] gains = IntStream.range(0, moved.length)
                        .mapToDouble(p -> moved[p] - unmoved[p])
                        .toArray();
                table.row(
                        rewindStep,
                        Table.percent(mask.density(), 2),
                        own,
                        shown(moved),
                        shown(unmoved),
                        shown(gains),
                        aligned,
                        unaligned);
            }
        }

        /** What brings the units of the network that the mask was found on to those of each member. */
        private List<Permutations> matched(StateDict found) {
            WeightMatching matching = new WeightMatching(
                    network.symmetry(), config.collect().transfer().matching());
            List<Permutations> matched = new ArrayList<>();
            for (int p = 0; p < seeds.size(); p++) {
                Seed draws = seeds.get(p).child("matching");
                matched.add(matching.match(members.dense.get(p), found, draws).permutations());
            }
            return matched;
        }

        private double[] train(List<Mask> masks) throws IOException {
            List<double[]> accuracies = new ArrayList<>();
            training.rest(
                    members.rewound,
                    masks,
                    seeds,
                    listener,
                    population -> accuracies.add(accuracy.of(population.members(), population::get)));
            return accuracies.get(0);
        }

        /** @param others the dense network, once for each member */
        private double barrier(List<StateDict> others) {
            List<StateDict> halfway = IntStream.range(0, seeds.size())
                    .mapToObj(p -> halfway(members.dense.get(p), others.get(p)))
                    .toList();
            return mean(accuracy.of(members.dense)) / 2
                    + mean(accuracy.of(source.dense)) / 2
                    - mean(accuracy.of(statistics.estimate(halfway)));
        }
    }

    /** Networks at step k, trained dense, and the tickets of every level. */
    private record Search(List<StateDict> rewound, List<StateDict> dense, AllTickets levels) {}

    private static StateDict halfway(StateDict a, StateDict b) {
        float[] values = a.toArray();
        float[] others = b.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] + others[i]) / 2;
        }
        return StateDict.of(a.layout(), values);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** Mean and standard deviation between members. */
    private static String shown(double[] values) {
        double mean = mean(values);
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return Table.percent(mean, 2) + " +- " + Table.percent(Math.sqrt(squares / (values.length - 1)), 2);
    }
}
