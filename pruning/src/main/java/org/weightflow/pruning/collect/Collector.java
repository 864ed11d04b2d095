package org.weightflow.pruning.collect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.FolderTree;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;
import org.weightflow.networks.prediction.PopulationPredictor;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.StepTimes;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;
import org.weightflow.pruning.collect.CollectConfig.Kind;
import org.weightflow.pruning.method.SearchLevel;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Selection;

/**
 * Collects a population into a zoo: trains its members a group at a time, measures each on the validation part, and appends it.
 * <p>An interrupted collection goes on where it was: complete members stay, a search for tickets goes on at its last level, and the
 * first unfinished group starts again; the bytes are those of an uninterrupted run. Member i draws from {@code seed / member / i}:
 * its initialisation from the child {@code init}, its batches from {@code batches}, the matching of moved tickets from
 * {@code matching}; the trunk of siblings and of moved tickets from {@code seed / trunk}. So tickets, moved tickets and their control
 * have the same weights at step k.
 */
public final class Collector {
    private static final String TRUNK = "trunk";
    private static final String SEARCH = "search";

    private final Architecture architecture;
    private final Task task;
    private final CollectConfig config;
    private final PopulationTrainer trainer;
    private final MovedTickets moved;
    private final Seed seed;
    /** For dense members null. */
    private final Targets targets;

    /** @throws IllegalArgumentException if the parts do not fit one another, naming the option */
    public Collector(Architecture architecture, Task task, CollectConfig config, Seed seed) {
        this.architecture = architecture;
        this.task = task;
        this.config = config;
        this.seed = seed;
        this.trainer = new PopulationTrainer(architecture, task.train(), config.training());
        this.targets = config.kind() == Kind.DENSE ? null : targets();
        this.moved = config.kind() == Kind.MOVED ? movedTickets() : null;
        if (hasTrunk()) {
            requireTrainable();
        }
    }

    private Targets targets() {
        Selection selection =
                new Selection(architecture.layout(), config.tickets().scope());
        Targets wanted = config.tickets().targets(config.pruning(), selection);
        Workbench bench = bench(null, List.of(seed), SearchListener.SILENT);
        // Finds out now what does not fit; step k of methods that never rewind is asked for when their tickets are
        // examined.
        bench.rewindStep();
        config.tickets().method().steps(bench, wanted);
        return wanted;
    }

    private MovedTickets movedTickets() {
        if (targets.last() == architecture.layout().prunableSize()) {
            throw new IllegalArgumentException("kind moved needs a mask to move, but levels is 0");
        }
        return new MovedTickets(
                architecture, config.transfer(), config.tickets().method(), task.train());
    }

    /** A mask that others train under has to be of a method whose tickets are trained. */
    private void requireTrainable() {
        Workbench bench = bench(null, List.of(seed), SearchListener.SILENT);
        if (bench.rewindStep() < bench.lastStep() && config.tickets().method().trainsFrom(bench) == bench.lastStep()) {
            throw new IllegalArgumentException("kind " + config.kind().name().toLowerCase(Locale.ROOT)
                    + " trains members under one mask, but the method of the tickets leaves no step to train; choose kind "
                    + "tickets or another method");
        }
    }

    private Workbench bench(Path folder, List<Seed> seeds, SearchListener listener) {
        SearchSettings settings = config.searchSettings();
        return folder == null
                ? Workbench.inMemory(architecture, task, settings, trainer, seeds, listener)
                : Workbench.in(folder, false, architecture, task, settings, trainer, seeds, listener);
    }

    /** Where the time of all training steps so far went. */
    public StepTimes times() {
        return trainer.times();
    }

    /**
     * Collects all members, or those that are missing.
     *
     * @param folder     of the zoo; new, empty, or with an unfinished zoo of the same manifest
     * @param recipe     how the members are trained, as the manifest shall say it
     * @param provenance what trains them
     * @throws IOException if the folder cannot be written or holds another zoo
     */
    public Zoo collect(Path folder, Map<String, Object> recipe, Provenance provenance, CollectListener listener)
            throws IOException {
        ZooManifest manifest = new ZooManifest(
                ZooManifest.SCHEMA,
                ZooManifest.Network.of(architecture),
                config.members(),
                task.facts(),
                recipe,
                provenance);
        try (ZooWriter writer = ZooWriter.open(folder, manifest)) {
            Steps steps = new Steps(listener, totalSteps());
            Trunk trunk = hasTrunk() ? trunk(folder, steps) : null;
            for (int first = 0; first < config.members(); first += config.group()) {
                int last = Math.min(first + config.group(), config.members());
                Path search = folder.resolve(String.format(Locale.ROOT, "%s-%06d", SEARCH, first));
                if (writer.size() >= last) {
                    steps.skip(groupSteps());
                } else {
                    group(folder, writer, first, last, trunk, search, steps);
                }
                FolderTree.delete(search);
            }
            List<Integer> firsts = IntStream.iterate(
                            0, first -> first < config.members(), first -> first + config.group())
                    .boxed()
                    .toList();
            TicketHistory.join(folder, firsts);
            TicketHistory.removeParts(folder, firsts);
        }
        return Zoo.open(folder);
    }

    /**
     * What members have in common.
     *
     * @param tickets its weights and its mask
     * @param dense   itself trained dense; null for siblings
     */
    private record Trunk(Tickets tickets, StateDict dense) {
        private Mask mask() {
            return tickets.masks().get(0);
        }
    }

    private boolean hasTrunk() {
        return config.kind() == Kind.SIBLINGS || config.kind() == Kind.MOVED;
    }

    private Trunk trunk(Path folder, Steps steps) throws IOException {
        Workbench bench = bench(folder.resolve(TRUNK), List.of(seed.child(TRUNK)), steps.phase("trunk and mask"));
        Tickets found = find(bench);
        StateDict dense = config.kind() == Kind.MOVED ? bench.dense().get(0) : null;
        return new Trunk(found, dense);
    }

    private Tickets find(Workbench bench) throws IOException {
        AllTickets found = new AllTickets();
        config.tickets().method().search(bench, targets, found);
        return found.last();
    }

    private List<StateDict> initial(List<Seed> seeds) {
        return seeds.stream()
                .map(member -> config.initialise().draw(architecture.layout(), member.child("init")))
                .toList();
    }

    private List<TicketHistory.Line> history(int first, Starts starts, float[][] logits) {
        List<TicketHistory.Line> lines = new ArrayList<>();
        // The first rows of the logits are those that the levels were measured on.
        Examples measured = Workbench.validationPart(task.validation());
        int prunable = architecture.layout().prunableSize();
        for (int p = 0; p < logits.length; p++) {
            for (SearchLevel level : starts.history()) {
                lines.add(new TicketHistory.Line(
                        first + p,
                        level.number(),
                        level.kept(),
                        prunable,
                        level.validationAccuracy().get(p)));
            }
            int last = starts.history().isEmpty() ? 1 : starts.history().size();
            lines.add(new TicketHistory.Line(
                    first + p,
                    last,
                    starts.masks().get(p).keptPrunable(),
                    prunable,
                    scores(logits[p], measured).accuracy()));
        }
        return lines;
    }

    private void group(Path folder, ZooWriter writer, int first, int last, Trunk trunk, Path search, Steps steps)
            throws IOException {
        List<Seed> seeds = new ArrayList<>();
        for (int i = first; i < last; i++) {
            seeds.add(seed.child("member").child(i));
        }
        Steps.Phase phase = steps.phase("members " + first + " to " + (last - 1));
        Starts starts = starts(first, seeds, trunk, search, phase);
        try (TensorStore population = TensorStore.of(architecture.layout(), starts.weights())) {
            trainer.train(population, starts.masks(), seeds, starts.from(), trainer.totalSteps(), phase);
            float[][] logits = new PopulationPredictor(architecture).logits(population, task.validation());
            if (config.kind() == Kind.TICKETS) {
                TicketHistory.writePart(folder, first, history(first, starts, logits));
            }
            for (int p = writer.size() - first; p < seeds.size(); p++) {
                Optional<Mask> mask = starts.masks().isEmpty()
                        ? Optional.empty()
                        : Optional.of(starts.masks().get(p));
                Map<String, Double> metrics = new HashMap<>(starts.metrics().get(p));
                metrics.putAll(validationMetrics(logits[p]));
                Optional<String> parent = trunk == null ? Optional.empty() : Optional.of(TRUNK);
                Member member = writer.append(seeds.get(p), population.get(p), mask, metrics, parent);
                steps.tell(member);
            }
        }
    }

    private Starts starts(int first, List<Seed> seeds, Trunk trunk, Path search, Steps.Phase phase) throws IOException {
        return switch (config.kind()) {
            case DENSE -> Starts.of(initial(seeds), List.of(), 0);
            case TICKETS -> {
                Workbench bench = bench(search, seeds, phase);
                Tickets tickets = find(bench);
                yield Starts.of(tickets.weights(), tickets.masks(), tickets.from())
                        .withHistory(config.tickets().method().history(bench, targets));
            }
            case SIBLINGS -> Starts.of(
                    Collections.nCopies(seeds.size(), trunk.tickets().weights().get(0)),
                    Collections.nCopies(seeds.size(), trunk.mask()),
                    trunk.tickets().from());
            case MOVED -> moved.starts(first, bench(search, seeds, phase), trunk.dense(), trunk.mask());
        };
    }

    private Map<String, Double> validationMetrics(float[] logits) {
        Scores scores = scores(logits, task.validation());
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(Member.VALIDATION_ACCURACY, scores.accuracy());
        metrics.put("validation.nll", scores.nll());
        metrics.put("validation.brier", scores.brier());
        metrics.put("validation.ece", scores.ece());
        return metrics;
    }

    private Scores scores(float[] logits, Examples examples) {
        return Classification.scores(
                Predictions.ofLogits(logits, 0, examples.count(), architecture.classes()), examples.labels());
    }

    private long totalSteps() {
        long groups = Math.floorDiv(config.members() - 1, config.group()) + 1L;
        long trunk = hasTrunk() ? trunkSteps() : 0;
        return trunk + groups * groupSteps();
    }

    private long trunkSteps() {
        Workbench bench = bench(null, List.of(seed), SearchListener.SILENT);
        return config.tickets().method().steps(bench, targets);
    }

    private long groupSteps() {
        if (config.kind() == Kind.DENSE) {
            return trainer.totalSteps();
        }
        Workbench bench = bench(null, List.of(seed), SearchListener.SILENT);
        long rest = bench.lastStep() - config.tickets().method().trainsFrom(bench);
        return switch (config.kind()) {
            case DENSE, SIBLINGS -> rest;
            case TICKETS -> trunkSteps() + rest;
            case MOVED -> moved.steps(bench) + bench.lastStep() - bench.rewindStep();
        };
    }
}
