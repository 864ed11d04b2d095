package org.weightflow.pruning.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;
import org.weightflow.networks.prediction.PopulationPredictor;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.method.TicketMethods;
import org.weightflow.pruning.search.MethodSteps;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * Lets several methods find tickets of the same networks at the same densities, trains every ticket, and measures it on the test
 * examples, which choose nothing. What methods share, such as the dense networks, is trained once.
 * <p>Member i draws from {@code seed / member / i}. Each result is written when it is known; an interrupted comparison goes on after the
 * last one, a search at its last level. Times are of the first computation, whoever asked for it.
 */
public final class TicketComparison {
    private static final String DENSE = "dense";
    private static final String RESULTS = "results";

    private final Architecture architecture;
    private final Task task;
    private final SearchSettings settings;
    private final Map<String, TicketMethod> methods;
    private final Targets targets;
    private final List<Seed> seeds;
    private final PopulationTrainer trainer;

    /**
     * @param methods by what they are called, in the order of the report; see {@link TicketMethods#requireName}
     * @throws IllegalArgumentException if the parts do not fit one another
     */
    public TicketComparison(
            Architecture architecture,
            Task task,
            SearchSettings settings,
            Map<String, TicketMethod> methods,
            Targets targets,
            int members,
            Seed seed) {
        Check.atLeast("members", members, 1);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("there is no method to compare; give at least one");
        }
        methods.forEach(TicketMethods::requireName);
        this.architecture = architecture;
        this.task = task;
        this.settings = settings;
        this.methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
        this.targets = targets;
        this.seeds = IntStream.range(0, members)
                .mapToObj(i -> seed.child("member").child(i))
                .toList();
        this.trainer = new PopulationTrainer(architecture, task.train(), settings.training());
        // Finds out now what does not fit.
        Workbench bench = Workbench.inMemory(architecture, task, settings, trainer, seeds, SearchListener.SILENT);
        bench.rewindStep();
        totalSteps(bench);
    }

    /**
     * Compares, or goes on comparing.
     *
     * @param folder of this comparison alone
     */
    public TicketReport run(Path folder, ComparisonListener listener) throws IOException {
        Files.createDirectories(folder.resolve(RESULTS));
        AtomicFiles.sweep(folder.resolve(RESULTS));
        MethodSteps steps = new MethodSteps(listener);
        Workbench bench =
                Workbench.in(folder.resolve("work"), true, architecture, task, settings, trainer, seeds, steps);
        steps.expect(totalSteps(bench));
        steps.begin(DENSE, bench.lastStep());
        TicketCell dense = dense(bench, folder, listener);
        List<TicketCell> cells = new ArrayList<>();
        for (Map.Entry<String, TicketMethod> method : methods.entrySet()) {
            steps.begin(method.getKey(), methodSteps(bench, method.getValue()));
            Workbench own = bench.of(method.getKey());
            if (!isComplete(folder, method.getKey())) {
                method.getValue().search(own, targets, new Receiver(method.getKey(), folder, own, listener));
                own.forgetAllNetworks();
            }
            for (int kept : targets.kept()) {
                cells.add(Json.read(file(folder, method.getKey(), kept), TicketCell.class));
            }
        }
        steps.end();
        return new TicketReport(
                architecture.id(),
                task.dataset().name(),
                seeds.size(),
                architecture.layout().prunableSize(),
                trainer.totalSteps(),
                settings.rewindStep(),
                dense,
                cells);
    }

    private long totalSteps(Workbench bench) {
        return bench.lastStep()
                + methods.values().stream()
                        .mapToLong(method -> methodSteps(bench, method))
                        .sum();
    }

    private long methodSteps(Workbench bench, TicketMethod method) {
        long rest = bench.lastStep() - method.trainsFrom(bench);
        return method.steps(bench, targets) + targets.count() * rest;
    }

    private TicketCell dense(Workbench bench, Path folder, ComparisonListener listener) throws IOException {
        Path file = folder.resolve(RESULTS).resolve(DENSE + ".json");
        if (!Files.exists(file)) {
            List<StateDict> networks = bench.dense();
            TicketCell cell = cell(
                    DENSE, bench.denseMasks(), networks, bench.validationAccuracy(Workbench.DENSE), 0, bench.seconds());
            AtomicFiles.writeText(file, Json.text(cell));
            listener.onCell(cell);
        }
        return Json.read(file, TicketCell.class);
    }

    private boolean isComplete(Path folder, String method) {
        return targets.kept().stream().allMatch(kept -> Files.exists(file(folder, method, kept)));
    }

    private static Path file(Path folder, String method, int kept) {
        return folder.resolve(RESULTS).resolve(method + "-" + kept + ".json");
    }

    /** Trains and measures the tickets of one method. */
    private final class Receiver implements TicketReceiver {
        private final String method;
        private final Path folder;
        private final Workbench bench;
        private final ComparisonListener listener;

        Receiver(String method, Path folder, Workbench bench, ComparisonListener listener) {
            this.method = method;
            this.folder = folder;
            this.bench = bench;
            this.listener = listener;
        }

        @Override
        public boolean wants(int target) {
            return !Files.exists(file(folder, method, targets.kept().get(target)));
        }

        @Override
        public void found(int target, Tickets tickets, double seconds) throws IOException {
            int kept = targets.kept().get(target);
            for (Mask mask : tickets.masks()) {
                if (mask.keptPrunable() != kept) {
                    throw new IllegalStateException(
                            method + " keeps " + mask.keptPrunable() + " values where " + kept + " were asked for");
                }
            }
            List<StateDict> networks = bench.trained(tickets);
            boolean trainedHere = tickets.from() < bench.lastStep();
            TicketCell cell = cell(
                    method,
                    tickets.masks(),
                    networks,
                    bench.validationAccuracy(tickets.name()),
                    seconds,
                    trainedHere ? bench.secondsOf(tickets.name()) : 0);
            AtomicFiles.writeText(file(folder, method, kept), Json.text(cell));
            listener.onCell(cell);
        }
    }

    private TicketCell cell(
            String method,
            List<Mask> masks,
            List<StateDict> networks,
            List<Double> validation,
            double searchSeconds,
            double trainingSeconds) {
        Examples test = task.test();
        Scores[] scores = new Scores[networks.size()];
        new PopulationPredictor(architecture)
                .predict(
                        networks.size(),
                        networks::get,
                        test,
                        (member, logits) -> scores[member] = Classification.scores(
                                Predictions.ofLogits(logits, 0, test.count(), architecture.classes()), test.labels()));
        List<Scores> all = List.of(scores);
        int kept = masks.get(0).keptPrunable();
        return new TicketCell(
                method,
                kept,
                kept / (double) architecture.layout().prunableSize(),
                LayerDensities.of(masks),
                all.stream().map(Scores::accuracy).toList(),
                all.stream().map(Scores::nll).toList(),
                all.stream().map(Scores::ece).toList(),
                validation,
                searchSeconds,
                trainingSeconds);
    }
}
