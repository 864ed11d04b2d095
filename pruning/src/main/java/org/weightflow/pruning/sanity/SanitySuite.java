package org.weightflow.pruning.sanity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.FolderTree;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.method.Shuffled;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.method.TicketMethod;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.search.SearchSettings;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * Checks what tickets owe their accuracy to, by taking one thing after the other away from them: see {@link SanityControl}.
 * <p>Every control is trained on the true data from the step that the tickets are trained from, in the data order of its member, and
 * starts from the weights that its ticket started from, unless these are what it changes. Fresh weights start at that step as well,
 * scaled where the method scales those of its tickets.
 * Where the search hands over networks that it trained (fine-tuning, learning-rate rewinding, dynamic sparse training), the mask
 * controls start from W_k at step k and are compared with the ticket's own mask trained in the same way. A search on other examples
 * gives nothing but its masks; all members search on the same corrupted examples. On half of them it makes twice the epochs, so that
 * it trains for as many steps.
 * <p>Test examples are read for the report alone. Each result is written when it is known; an interrupted suite goes on after the last
 * one, a search at its last level. Cost: a training for each control, a whole search for each of the last three.
 *
 * @see <a href="https://arxiv.org/abs/2009.11094">Su et al. (2020), Sanity-Checking Pruning Methods</a>
 * @see <a href="https://arxiv.org/abs/2009.08576">Frankle et al. (2021), Pruning Neural Networks at Initialization: Why Are We Missing
 *     the Mark?</a>
 */
public final class SanitySuite {
    private static final String RESULTS = "results";

    private final Architecture architecture;
    private final Task task;
    private final SearchSettings settings;
    private final TicketMethod method;
    private final Targets targets;
    private final SanitySubjects subjects;
    private final Seed seed;
    private final PopulationTrainer trainer;
    private final boolean trainedBySearch;
    private final long from;
    private final Set<SanityControl> controls;

    /**
     * @param settings of the search that found the tickets
     * @param method   that found them
     * @param targets  the one target that they are of
     * @param controls to compare with; {@link SanityControl#SAME_MASK} is added or left out as the method needs it
     * @param seed     of everything that controls draw
     * @throws IllegalArgumentException if the parts do not fit one another, or there is no control
     */
    public SanitySuite(
            Architecture architecture,
            Task task,
            SearchSettings settings,
            TicketMethod method,
            Targets targets,
            SanitySubjects subjects,
            Set<SanityControl> controls,
            Seed seed) {
        this.architecture = architecture;
        this.task = task;
        this.settings = settings;
        this.method = method;
        this.targets = targets;
        this.subjects = subjects;
        this.seed = seed;
        this.trainer = new PopulationTrainer(architecture, task.train(), settings.training());
        Workbench bench = bench(null, trainer, settings, SearchListener.SILENT);
        this.trainedBySearch = !method.startsUntrained(bench);
        this.from = trainedBySearch ? bench.rewindStep() : method.trainsFrom(bench);
        this.controls = chosen(controls);
        // Finds out now what does not fit.
        totalSteps();
    }

    private Set<SanityControl> chosen(Set<SanityControl> asked) {
        Set<SanityControl> chosen = EnumSet.noneOf(SanityControl.class);
        chosen.addAll(asked);
        if (trainedBySearch) {
            chosen.add(SanityControl.SAME_MASK);
        } else {
            chosen.remove(SanityControl.SAME_MASK);
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("there is no control to compare the tickets with");
        }
        return chosen;
    }

    private Workbench bench(Path folder, PopulationTrainer trains, SearchSettings search, SearchListener listener) {
        return folder == null
                ? Workbench.inMemory(architecture, task, search, trains, subjects.seeds(), listener)
                : Workbench.in(folder, true, architecture, task, search, trains, subjects.seeds(), listener);
    }

    /**
     * Checks, or goes on checking.
     *
     * @param folder of this suite alone
     */
    public SanityReport run(Path folder, SanityListener listener) throws IOException {
        Files.createDirectories(folder.resolve(RESULTS));
        AtomicFiles.sweep(folder.resolve(RESULTS));
        Steps steps = new Steps(listener, totalSteps());
        Workbench bench = bench(folder.resolve("work"), trainer, settings, steps);
        SanityMeasurement ticket =
                kept(folder, SanityResult.TICKET, () -> measured(subjects.networks(), subjects.masks()));
        Map<SanityControl, SanityMeasurement> all = new EnumMap<>(SanityControl.class);
        long before = 0;
        for (SanityControl control : controls) {
            steps.control = control.id();
            all.put(control, kept(folder, control.id(), () -> measure(control, folder, bench, steps)));
            before += steps(control);
            // Where a control asked for less than it might have, the progress catches up.
            steps.reach(before);
        }
        bench.forgetAllNetworks();
        return report(ticket, all);
    }

    private SanityReport report(SanityMeasurement ticket, Map<SanityControl, SanityMeasurement> all) {
        List<SanityResult> results = new ArrayList<>();
        all.forEach((control, measured) -> {
            boolean withTicket =
                    !trainedBySearch || control == SanityControl.SAME_MASK || control == SanityControl.DENSE;
            String reference = withTicket ? SanityResult.TICKET : SanityControl.SAME_MASK.id();
            results.add(SanityResult.of(
                    control, measured, reference, withTicket ? ticket : all.get(SanityControl.SAME_MASK)));
        });
        return new SanityReport(
                architecture.id(),
                task.dataset().name(),
                subjects.ids(),
                subjects.masks().stream().map(Mask::keptPrunable).toList(),
                architecture.layout().prunableSize(),
                from,
                trainer.totalSteps(),
                trainedBySearch,
                ticket,
                results);
    }

    private static SanityMeasurement kept(Path folder, String name, Workbench.Maker<SanityMeasurement> maker)
            throws IOException {
        Path file = folder.resolve(RESULTS).resolve(name + ".json");
        if (!Files.exists(file)) {
            AtomicFiles.writeText(file, Json.text(maker.make()));
        }
        return Json.read(file, SanityMeasurement.class);
    }

    private SanityMeasurement measure(SanityControl control, Path folder, Workbench bench, Steps steps)
            throws IOException {
        return switch (control) {
            case DENSE -> {
                List<StateDict> networks = bench.dense();
                yield measured(networks, List.of(), 0, bench.secondsOf(Workbench.DENSE));
            }
            case SAME_MASK -> trained(control, bench, starts(bench), subjects.masks(), 0);
            case REARRANGED_MASK -> trained(control, bench, starts(bench), rearranged(), 0);
            case SHUFFLED_WEIGHTS -> trained(control, bench, shuffled(starts(bench)), subjects.masks(), 0);
            case REINITIALISED -> trained(control, bench, reinitialised(bench), subjects.masks(), 0);
            case RANDOM_LABELS, SHUFFLED_PIXELS, HALF_DATA -> searched(control, folder, bench, steps);
        };
    }

    private List<StateDict> starts(Workbench bench) throws IOException {
        return trainedBySearch ? bench.rewound() : method.startingWeights(bench);
    }

    private List<Mask> rearranged() {
        return IntStream.range(0, subjects.count())
                .mapToObj(p -> Shuffled.within(subjects.masks().get(p), draw(SanityControl.REARRANGED_MASK, p)))
                .toList();
    }

    private List<StateDict> shuffled(List<StateDict> starts) {
        return IntStream.range(0, subjects.count())
                .mapToObj(p -> ShuffledWeights.within(
                        starts.get(p), subjects.masks().get(p), draw(SanityControl.SHUFFLED_WEIGHTS, p)))
                .toList();
    }

    private List<StateDict> reinitialised(Workbench bench) {
        List<StateDict> fresh = IntStream.range(0, subjects.count())
                .mapToObj(p -> settings.initialise().draw(architecture.layout(), draw(SanityControl.REINITIALISED, p)))
                .toList();
        return method.startingFrom(fresh, bench.selection());
    }

    /** By the member's id, so that it does not matter which others are checked. */
    private Seed draw(SanityControl control, int position) {
        return seed.child(control.id()).child(subjects.ids().get(position));
    }

    private SanityMeasurement searched(SanityControl control, Path folder, Workbench bench, Steps steps)
            throws IOException {
        Path place = folder.resolve("search-" + control.id());
        AllTickets found = new AllTickets();
        double[] seconds = new double[1];
        Workbench search = bench(place, corruptedTrainer(control), settings(control), steps);
        method.search(search, targets, new TicketReceiver() {
            @Override
            public boolean wants(int target) {
                return true;
            }

            @Override
            public void found(int target, Tickets tickets, double spent) {
                found.found(target, tickets, spent);
                seconds[0] = spent;
            }
        });
        List<Mask> masks = found.last().masks();
        SanityMeasurement measured = masks.equals(subjects.masks())
                ? new SanityMeasurement(true, List.of(), List.of(), overlap(masks), seconds[0], 0)
                : trained(control, bench, starts(bench), masks, seconds[0]);
        FolderTree.delete(place);
        return measured;
    }

    private PopulationTrainer corruptedTrainer(SanityControl control) {
        return new PopulationTrainer(
                architecture, corrupted(control), settings(control).training());
    }

    private Examples corrupted(SanityControl control) {
        Seed draws = seed.child(control.id());
        return switch (control) {
            case RANDOM_LABELS -> CorruptedExamples.randomLabels(task.train(), draws);
            case SHUFFLED_PIXELS -> CorruptedExamples.shuffledPixels(task.train(), draws);
            case HALF_DATA -> CorruptedExamples.half(task.train(), draws);
            default -> throw new IllegalArgumentException(control + " searches on no other examples");
        };
    }

    private SearchSettings settings(SanityControl control) {
        if (control != SanityControl.HALF_DATA) {
            return settings;
        }
        TrainConfig training = settings.training();
        return new SearchSettings(
                settings.initialise(),
                training.withEpochs(2 * training.epochs()),
                settings.rewindStep(),
                settings.scope(),
                settings.levels());
    }

    private SanityMeasurement trained(
            SanityControl control, Workbench bench, List<StateDict> starts, List<Mask> masks, double searchSeconds)
            throws IOException {
        String name = control.id();
        List<StateDict> networks = bench.trained(name, () -> starts, masks, from);
        return measured(networks, masks, searchSeconds, bench.secondsOf(name));
    }

    private SanityMeasurement measured(List<StateDict> networks, List<Mask> masks) {
        return measured(networks, masks, 0, 0);
    }

    private SanityMeasurement measured(
            List<StateDict> networks, List<Mask> masks, double searchSeconds, double trainingSeconds) {
        return new SanityMeasurement(
                false,
                accuracy(networks, task.test()),
                accuracy(networks, task.validation()),
                overlap(masks),
                searchSeconds,
                trainingSeconds);
    }

    private List<Double> accuracy(List<StateDict> networks, Examples examples) {
        return Arrays.stream(new NetworkAccuracy(architecture, examples).of(networks))
                .boxed()
                .toList();
    }

    private List<Double> overlap(List<Mask> masks) {
        return IntStream.range(0, masks.size())
                .mapToObj(p -> overlap(subjects.masks().get(p), masks.get(p)))
                .toList();
    }

    /** The share of the prunable values that {@code ticket} keeps which {@code other} keeps too. */
    private static double overlap(Mask ticket, Mask other) {
        BitSet common = ticket.toBitSet();
        common.and(other.toBitSet());
        int always = ticket.toBitSet().cardinality() - ticket.keptPrunable();
        return (common.cardinality() - always) / (double) ticket.keptPrunable();
    }

    private long totalSteps() {
        return controls.stream().mapToLong(this::steps).sum();
    }

    /** Training steps of one control; what several share is counted for the first of them that asks. */
    private long steps(SanityControl control) {
        long total = trainer.totalSteps();
        if (control == SanityControl.DENSE) {
            return total;
        }
        boolean first = control == firstOf(controls);
        long start = first && from == settings.rewindStep() ? from : 0;
        return start + total - from + (control.isSearch() ? searchSteps(control) : 0);
    }

    private static SanityControl firstOf(Set<SanityControl> controls) {
        return controls.iterator().next();
    }

    /** Other labels and pixels change no number of steps, so they need not be drawn. */
    private long searchSteps(SanityControl control) {
        boolean shorter = control == SanityControl.HALF_DATA;
        PopulationTrainer trains = shorter ? corruptedTrainer(control) : trainer;
        return method.steps(bench(null, trains, settings(control), SearchListener.SILENT), targets);
    }

    /** Counts the steps of all controls into one number. */
    private static final class Steps implements SearchListener {
        private final SanityListener listener;
        private final long total;
        private String control = SanityResult.TICKET;
        private long done;

        Steps(SanityListener listener, long total) {
            this.listener = listener;
            this.total = total;
        }

        @Override
        public void onStep(Progress progress) {
            done = Math.min(done + 1, total);
            listener.onSteps(control, done, total, progress.meanLoss());
        }

        @Override
        public void skip(long steps) {
            reach(Math.min(done + steps, total));
        }

        private void reach(long step) {
            if (step > done) {
                done = step;
                listener.onSteps(control, done, total, Double.NaN);
            }
        }
    }
}
