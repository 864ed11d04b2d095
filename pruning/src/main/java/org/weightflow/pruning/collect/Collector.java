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
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
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
import org.weightflow.pruning.IterativePruning;
import org.weightflow.pruning.IterativePruning.Tickets;
import org.weightflow.pruning.RewoundTraining;
import org.weightflow.pruning.collect.CollectConfig.Kind;

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
    private final IterativePruning pruning;
    private final MovedTickets moved;
    private final Seed seed;

    /** @throws IllegalArgumentException if the parts do not fit one another, naming the option */
    public Collector(Architecture architecture, Task task, CollectConfig config, Seed seed) {
        this.architecture = architecture;
        this.task = task;
        this.config = config;
        this.seed = seed;
        this.trainer = new PopulationTrainer(architecture, task.train(), config.training());
        this.pruning = config.kind() == Kind.DENSE
                ? null
                : new IterativePruning(architecture, trainer, config.pruning(), config.rewindStep());
        this.moved = config.kind() == Kind.MOVED ? movedTickets() : null;
    }

    private MovedTickets movedTickets() {
        if (config.pruning().levels() == 0) {
            throw new IllegalArgumentException("kind moved needs a mask to move, but levels is 0");
        }
        RewoundTraining training = new RewoundTraining(architecture, trainer, config.rewindStep());
        return new MovedTickets(architecture, training, config.transfer(), task.train());
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
                TicketFiles search = search(folder, first, last);
                if (writer.size() >= last) {
                    steps.skip(groupSteps());
                } else {
                    group(writer, first, last, trunk, search, steps);
                }
                search.delete();
            }
        }
        return Zoo.open(folder);
    }

    /** The network that members have in common: its weights at step k, its mask, and itself trained dense, null for siblings. */
    private record Trunk(StateDict rewound, Mask mask, StateDict dense) {}

    private boolean hasTrunk() {
        return config.kind() == Kind.SIBLINGS || config.kind() == Kind.MOVED;
    }

    private Trunk trunk(Path folder, Steps steps) throws IOException {
        TicketFiles files = files(folder, TRUNK, 1);
        Tickets found = find(files, List.of(seed.child(TRUNK)), steps.phase("trunk and mask"));
        StateDict dense = config.kind() == Kind.MOVED ? files.dense().get(0) : null;
        return new Trunk(found.rewound().get(0), found.masks().get(0), dense);
    }

    private Tickets find(TicketFiles files, List<Seed> seeds, Steps.Phase phase) throws IOException {
        if (files.load() != null) {
            phase.skip(config.rewindStep() + files.level() * (trainer.totalSteps() - config.rewindStep()));
        }
        return pruning.find(initial(seeds), seeds, files, phase);
    }

    private List<StateDict> initial(List<Seed> seeds) {
        return seeds.stream()
                .map(member -> config.initialise().draw(architecture.layout(), member.child("init")))
                .toList();
    }

    /** Each group searches in a folder of its own, so that no group takes another's tickets for its own. */
    private TicketFiles search(Path folder, int first, int last) {
        return files(folder, String.format(Locale.ROOT, "%s-%06d", SEARCH, first), last - first);
    }

    private TicketFiles files(Path folder, String name, int members) {
        return new TicketFiles(
                folder.resolve(name),
                architecture.layout(),
                members,
                config.pruning().levels(),
                config.kind() == Kind.MOVED);
    }

    private void group(ZooWriter writer, int first, int last, Trunk trunk, TicketFiles search, Steps steps)
            throws IOException {
        List<Seed> seeds = new ArrayList<>();
        for (int i = first; i < last; i++) {
            seeds.add(seed.child("member").child(i));
        }
        Steps.Phase phase = steps.phase("members " + first + " to " + (last - 1));
        Starts starts = starts(first, seeds, trunk, search, phase);
        long from = config.kind() == Kind.DENSE ? 0 : config.rewindStep();
        try (TensorStore population = new TensorStore(architecture.layout(), seeds.size())) {
            for (int p = 0; p < seeds.size(); p++) {
                population.put(p, starts.weights().get(p));
            }
            trainer.train(population, starts.masks(), seeds, from, trainer.totalSteps(), phase);
            float[][] logits = new PopulationPredictor(architecture).logits(population, task.validation());
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

    private Starts starts(int first, List<Seed> seeds, Trunk trunk, TicketFiles search, Steps.Phase phase)
            throws IOException {
        return switch (config.kind()) {
            case DENSE -> Starts.of(initial(seeds), List.of());
            case TICKETS -> {
                Tickets tickets = find(search, seeds, phase);
                yield Starts.of(tickets.rewound(), tickets.masks());
            }
            case SIBLINGS -> Starts.of(
                    Collections.nCopies(seeds.size(), trunk.rewound()),
                    Collections.nCopies(seeds.size(), trunk.mask()));
            case MOVED -> moved.starts(first, initial(seeds), seeds, search, trunk.dense(), trunk.mask(), phase);
        };
    }

    private Map<String, Double> validationMetrics(float[] logits) {
        Scores scores = Classification.scores(
                Predictions.ofLogits(logits, 0, task.validation().count(), architecture.classes()),
                task.validation().labels());
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put(Member.VALIDATION_ACCURACY, scores.accuracy());
        metrics.put("validation.nll", scores.nll());
        metrics.put("validation.brier", scores.brier());
        metrics.put("validation.ece", scores.ece());
        return metrics;
    }

    private long totalSteps() {
        long groups = Math.floorDiv(config.members() - 1, config.group()) + 1L;
        long trunk = hasTrunk() ? pruning.steps() : 0;
        return trunk + groups * groupSteps();
    }

    private long groupSteps() {
        return switch (config.kind()) {
            case DENSE -> trainer.totalSteps();
            case TICKETS -> pruning.steps() + trainer.totalSteps() - config.rewindStep();
            case SIBLINGS -> trainer.totalSteps() - config.rewindStep();
            case MOVED -> moved.steps() + trainer.totalSteps() - config.rewindStep();
        };
    }
}
