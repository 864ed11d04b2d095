package org.weightflow.tools.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.instability.BranchedTraining;
import org.weightflow.pruning.instability.Instability;
import org.weightflow.pruning.instability.InstabilityListener;
import org.weightflow.pruning.instability.InstabilityReport;
import org.weightflow.pruning.instability.RewindPoint;
import org.weightflow.pruning.instability.StabilityReport;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Selection;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Progress;

/** From a task, and zoos of tickets if there are some, to the instability of networks along their training. */
public final class StabilityStage {
    private static final String DENSE = "dense";

    private final Workplace workplace;

    public StabilityStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * Trains dense networks, and copies of them that branch off; reads the test examples.
     *
     * @param config population, of which as many members are measured as it has
     * @param zoos   whose masks are put on the dense networks, at the step that the tickets were trained from
     * @throws IOException if a zoo is not of these networks
     */
    public StabilityReport run(RunConfig config, StabilitySettings settings, List<Zoo> zoos) throws IOException {
        Task task = zoos.isEmpty()
                ? new CollectStage(workplace).task(config)
                : Task.load(zoos.get(0).manifest(), workplace.dataFolder());
        Architecture network = config.network();
        CollectConfig collect = config.collect();
        List<Seed> seeds = seeds(config);
        BranchedTraining training =
                UsageException.check(() -> new BranchedTraining(network, task.train(), collect.training()));
        List<Long> steps = settings.steps(training.totalSteps());
        List<RewindPoint> points = new ArrayList<>(RewindPoint.dense(steps));
        List<String> sources = new ArrayList<>(steps.stream().map(step -> DENSE).toList());
        for (Zoo zoo : zoos) {
            points.add(point(config, task, zoo, seeds));
            sources.add(String.valueOf(zoo.folder().getFileName()));
        }
        Seed draws = new Seed(config.seed()).child("stability");
        List<ExampleSet> data = List.of(
                ExampleSet.drawn(
                        BarrierSettings.TRAIN,
                        task.train(),
                        settings.trainingExamples(),
                        draws.child(BarrierSettings.TRAIN)),
                new ExampleSet(BarrierSettings.TEST, task.test()));
        Instability instability =
                new Instability(training, settings.instability(), config.estimation(network, task), data);
        List<StateDict> initial = seeds.stream()
                .map(seed -> collect.initialise().draw(network.layout(), seed.child("init")))
                .toList();
        try (Listener listener = new Listener()) {
            List<InstabilityReport> reports =
                    UsageException.check(() -> instability.along(initial, seeds, points, listener));
            return StabilityReport.of(
                    training.totalSteps(),
                    sources,
                    reports,
                    data.stream().map(ExampleSet::name).toList());
        }
    }

    /** Those of the members that the same settings collect. */
    private static List<Seed> seeds(RunConfig config) {
        Seed[] seeds = new Seed[config.collect().members()];
        Arrays.setAll(
                seeds,
                i -> new Seed(config.seed()).child("collect").child("member").child(i));
        return List.of(seeds);
    }

    private static RewindPoint point(RunConfig config, Task task, Zoo zoo, List<Seed> seeds) throws IOException {
        RunConfig recipe = ZooRecipe.of(zoo);
        requireSame(config, recipe, task, zoo);
        List<Mask> masks = new ArrayList<>();
        for (int n = 0; n < seeds.size(); n++) {
            if (n >= zoo.size() || zoo.members().get(n).seed() != seeds.get(n).value()) {
                throw new IOException(zoo.folder() + ": there is no member " + n + " with the seed of network " + n
                        + " of " + seeds.size() + "; ask for fewer with --members");
            }
            masks.add(zoo.mask(n).orElse(Mask.dense(zoo.architecture().layout())));
        }
        CollectConfig collect = recipe.collect();
        Selection selection =
                new Selection(config.network().layout(), collect.tickets().scope());
        return new RewindPoint(step(config.network(), task, collect, seeds), masks, weights -> collect.tickets()
                .method()
                .startingFrom(weights, selection));
    }

    private static void requireSame(RunConfig config, RunConfig recipe, Task task, Zoo zoo) throws IOException {
        CollectConfig asked = config.collect();
        CollectConfig found = recipe.collect();
        String what = !recipe.architecture().equals(config.architecture())
                ? "architecture"
                : !task.facts().equals(zoo.manifest().dataset())
                        ? "dataset"
                        : !found.training().equals(asked.training())
                                ? "training"
                                : !found.initialise().equals(asked.initialise())
                                        ? "initialisation"
                                        : recipe.seed() != config.seed() ? "seed" : "";
        if (!what.isEmpty()) {
            throw new IOException(zoo.folder() + ": its tickets have another " + what
                    + " than the networks that are measured, so its masks are not theirs");
        }
    }

    /** The step that tickets are trained from; k where the search trains them to the end. */
    private static long step(Architecture network, Task task, CollectConfig collect, List<Seed> seeds) {
        PopulationTrainer trainer = new PopulationTrainer(network, task.train(), collect.training());
        Workbench bench =
                Workbench.inMemory(network, task, collect.searchSettings(), trainer, seeds, SearchListener.SILENT);
        TicketMethod method = collect.tickets().method();
        return method.startsUntrained(bench) ? method.trainsFrom(bench) : bench.rewindStep();
    }

    private final class Listener implements InstabilityListener, AutoCloseable {
        private Progress.Task task;
        private long shown;

        @Override
        public void onStep(long done, long total, double meanLoss) {
            if (task == null) {
                task = workplace.terminal().progress().start("stability (training steps)", total);
            }
            task.advance(done - shown, String.format(Locale.ROOT, "loss %.4f", meanLoss));
            shown = done;
        }

        @Override
        public void onNetworks(int done, int total) {
            // The lines take little beside the trainings.
        }

        @Override
        public void onReport(InstabilityReport report) {
            // The table at the end shows them all.
        }

        @Override
        public void close() {
            if (task != null) {
                task.close();
            }
        }
    }
}
