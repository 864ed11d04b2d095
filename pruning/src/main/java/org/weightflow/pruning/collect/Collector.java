package org.weightflow.pruning.collect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;
import org.weightflow.networks.zoo.ZooWriter;
import org.weightflow.pruning.IterativePruning;
import org.weightflow.pruning.IterativePruning.Tickets;

/**
 * Collects a population into a zoo: trains its members a group at a time, measures each on the validation part, and appends it.
 * <p>An interrupted collection goes on where it was: complete members stay, a search for tickets goes on at its last level, and the
 * first unfinished group starts again; the bytes are those of an uninterrupted run. Member i draws from {@code seed / member / i}:
 * its initialisation from the child {@code init}, its batches from {@code batches}; the trunk of siblings from
 * {@code seed / trunk}.
 */
public final class Collector {
    private static final String TRUNK = "trunk";
    private static final String SEARCH = "search";

    private final Architecture architecture;
    private final Task task;
    private final CollectConfig config;
    private final PopulationTrainer trainer;
    private final IterativePruning pruning;
    private final Seed seed;

    /** @throws IllegalArgumentException if the parts do not fit one another, naming the option */
    public Collector(Architecture architecture, Task task, CollectConfig config, Seed seed) {
        this.architecture = architecture;
        this.task = task;
        this.config = config;
        this.seed = seed;
        this.trainer = new PopulationTrainer(architecture, task.train(), config.training());
        this.pruning = config.kind() == CollectConfig.Kind.DENSE
                ? null
                : new IterativePruning(architecture, trainer, config.pruning(), config.rewindStep());
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
            Tickets trunk = config.kind() == CollectConfig.Kind.SIBLINGS ? trunk(folder, steps) : null;
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

    private Tickets trunk(Path folder, Steps steps) throws IOException {
        TicketFiles files = new TicketFiles(
                folder.resolve(TRUNK),
                architecture.layout(),
                1,
                config.pruning().levels());
        Seed trunk = seed.child(TRUNK);
        return find(files, List.of(trunk), steps.phase("trunk and mask"));
    }

    private Tickets find(TicketFiles files, List<Seed> seeds, Steps.Phase phase) throws IOException {
        List<StateDict> initial = new ArrayList<>();
        for (Seed member : seeds) {
            initial.add(config.initialise().draw(architecture.layout(), member.child("init")));
        }
        if (files.load() != null) {
            phase.skip(config.rewindStep() + files.level() * (trainer.totalSteps() - config.rewindStep()));
        }
        return pruning.find(initial, seeds, files, phase);
    }

    /** Each group searches in a folder of its own, so that no group takes another's tickets for its own. */
    private TicketFiles search(Path folder, int first, int last) {
        return new TicketFiles(
                folder.resolve(String.format(Locale.ROOT, "%s-%06d", SEARCH, first)),
                architecture.layout(),
                last - first,
                config.pruning().levels());
    }

    private void group(ZooWriter writer, int first, int last, Tickets trunk, TicketFiles search, Steps steps)
            throws IOException {
        List<Seed> seeds = new ArrayList<>();
        for (int i = first; i < last; i++) {
            seeds.add(seed.child("member").child(i));
        }
        int size = seeds.size();
        Steps.Phase phase = steps.phase("members " + first + " to " + (last - 1));
        List<StateDict> start = new ArrayList<>();
        List<Mask> masks = List.of();
        long from = config.rewindStep();
        switch (config.kind()) {
            case DENSE -> {
                from = 0;
                seeds.forEach(
                        member -> start.add(config.initialise().draw(architecture.layout(), member.child("init"))));
            }
            case TICKETS -> {
                Tickets tickets = find(search, seeds, phase);
                start.addAll(tickets.rewound());
                masks = tickets.masks();
            }
            case SIBLINGS -> {
                start.addAll(Collections.nCopies(size, trunk.rewound().get(0)));
                masks = Collections.nCopies(size, trunk.masks().get(0));
            }
        }
        try (TensorStore population = new TensorStore(architecture.layout(), size)) {
            for (int p = 0; p < size; p++) {
                population.put(p, start.get(p));
            }
            trainer.train(population, masks, seeds, from, trainer.totalSteps(), phase);
            float[][] logits = new PopulationPredictor(architecture).logits(population, task.validation());
            for (int p = writer.size() - first; p < size; p++) {
                Optional<Mask> mask = masks.isEmpty() ? Optional.empty() : Optional.of(masks.get(p));
                Optional<String> parent = trunk == null ? Optional.empty() : Optional.of(TRUNK);
                Member member =
                        writer.append(seeds.get(p), population.get(p), mask, validationMetrics(logits[p]), parent);
                steps.listener.onMember(member);
            }
        }
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
        long trunk = config.kind() == CollectConfig.Kind.SIBLINGS ? pruning.steps() : 0;
        return trunk + groups * groupSteps();
    }

    private long groupSteps() {
        return switch (config.kind()) {
            case DENSE -> trainer.totalSteps();
            case TICKETS -> pruning.steps() + trainer.totalSteps() - config.rewindStep();
            case SIBLINGS -> trainer.totalSteps() - config.rewindStep();
        };
    }

    /** Counts the steps of all phases into one number. */
    private static final class Steps {
        private final CollectListener listener;
        private final long total;
        private long done;

        Steps(CollectListener listener, long total) {
            this.listener = listener;
            this.total = total;
        }

        void skip(long steps) {
            done += steps;
        }

        Phase phase(String name) {
            return new Phase(name);
        }

        private final class Phase implements TrainingListener {
            private final String name;

            Phase(String name) {
                this.name = name;
            }

            void skip(long steps) {
                Steps.this.skip(steps);
            }

            @Override
            public void onStep(Progress progress) {
                done++;
                listener.onStep(name, done, total, progress.meanLoss());
            }
        }
    }
}
