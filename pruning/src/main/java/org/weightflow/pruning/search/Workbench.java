package org.weightflow.pruning.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.pruning.RewoundTraining;
import org.weightflow.pruning.selection.Selection;

/**
 * Where tickets of a few members are searched for: their weights at the start, at step k and trained dense, and whatever else a search
 * trains, each computed when it is first asked for and kept under its name. So methods share what is trained to step k and dense, and
 * an interrupted search goes on where it was, to the same bytes.
 * <p>What a method trains otherwise is its own, and dropped when its search has passed it: iterative pruning after the controls that
 * start from its masks has these masks, but trains its tickets again, and {@link org.weightflow.pruning.method.EarlyBird} trains the
 * dense networks once more for each density.
 * <p>Not for several threads; the trainings themselves use all.
 */
public final class Workbench {
    private static final int VALIDATION_EXAMPLES = 2_000;
    private static final String REWOUND = "rewound";
    /** What is appended to the name of networks for values that belong to them. */
    private static final String VALUES = "-values";
    /** What the networks are called that were trained without a mask. */
    public static final String DENSE = "dense";

    private final Architecture architecture;
    private final Task task;
    private final SearchSettings settings;
    private final List<Seed> seeds;
    private final PopulationTrainer trainer;
    private final Selection selection;
    private final NetworkAccuracy validation;
    private final SearchListener listener;
    /** What all methods share, then what this one has for itself. */
    private final SearchStore shared;

    private final SearchStore own;
    private final Map<String, Double> spent = new LinkedHashMap<>();
    /** What the progress has been told of, of what is shared and of what is this method's. */
    private final Set<String> passedShared;

    private final Set<String> passedOwn = new HashSet<>();

    private boolean counts = true;
    /** Seconds of everything that was made so far, and not read. */
    private double madeSeconds;

    private Workbench(
            Architecture architecture,
            Task task,
            SearchSettings settings,
            List<Seed> seeds,
            PopulationTrainer trainer,
            SearchStore shared,
            SearchStore own,
            Set<String> passedShared,
            SearchListener listener) {
        this.architecture = architecture;
        this.task = task;
        this.settings = settings;
        this.seeds = List.copyOf(seeds);
        this.trainer = trainer;
        this.selection = new Selection(architecture.layout(), settings.scope());
        this.validation = new NetworkAccuracy(architecture, validationPart(task.validation()));
        this.listener = listener;
        this.shared = shared;
        this.own = own;
        this.passedShared = passedShared;
    }

    /**
     * A workbench that keeps everything in a folder.
     *
     * @param timed   whether it keeps how long everything took, which is never the same twice
     * @param trainer of {@code settings.training()}; on the task's training part, or what shall stand in its place
     * @param seeds   one a member: its initialisation comes from the child {@code init}, its batches from {@code batches}
     * @param folder  need not be there yet
     * @throws IllegalArgumentException if the settings do not fit the architecture or one another
     */
    public static Workbench in(
            Path folder,
            boolean timed,
            Architecture architecture,
            Task task,
            SearchSettings settings,
            PopulationTrainer trainer,
            List<Seed> seeds,
            SearchListener listener) {
        SearchStore files = new SearchFiles(folder, timed, architecture.layout(), seeds.size());
        return new Workbench(architecture, task, settings, seeds, trainer, files, files, new HashSet<>(), listener);
    }

    /** As {@link #in}, but kept in memory. */
    public static Workbench inMemory(
            Architecture architecture,
            Task task,
            SearchSettings settings,
            PopulationTrainer trainer,
            List<Seed> seeds,
            SearchListener listener) {
        SearchStore memory = new SearchMemory();
        return new Workbench(architecture, task, settings, seeds, trainer, memory, memory, new HashSet<>(), listener);
    }

    /**
     * The first 2,000 validation examples, or all if there are fewer. The accuracy of every network that is kept is for people to look
     * at; a part of the examples tells it well enough.
     */
    public static Examples validationPart(Examples validation) {
        return validation.count() <= VALIDATION_EXAMPLES
                ? validation
                : validation.select(IntStream.range(0, VALIDATION_EXAMPLES).toArray());
    }

    /**
     * The place of one method: networks at the start, at step k and trained dense are shared, the rest is its own. The listener hears of
     * what is shared as of what the method does itself.
     */
    public Workbench of(String method) {
        return of(method, new HashSet<>());
    }

    /** The place of another method that this one's search begins with; the listener hears of what they share once. */
    public Workbench beside(String method) {
        return of(method, passedShared);
    }

    private Workbench of(String method, Set<String> passed) {
        return new Workbench(
                architecture, task, settings, seeds, trainer, shared, shared.within(method), passed, listener);
    }

    public Architecture architecture() {
        return architecture;
    }

    public Task task() {
        return task;
    }

    /** What the search trains and scores on. */
    public Examples examples() {
        return trainer.examples();
    }

    public SearchSettings settings() {
        return settings;
    }

    public Selection selection() {
        return selection;
    }

    /** One a member. */
    public List<Seed> seeds() {
        return seeds;
    }

    public int members() {
        return seeds.size();
    }

    /**
     * Step k.
     *
     * @throws IllegalArgumentException if the run has fewer steps
     */
    public long rewindStep() {
        return new RewoundTraining(architecture, trainer, settings.rewindStep()).startSteps();
    }

    /** T, the steps of the run. */
    public long lastStep() {
        return trainer.totalSteps();
    }

    public PopulationTrainer trainer() {
        return trainer;
    }

    public SearchListener listener() {
        return listener;
    }

    /** The mask that keeps everything, once for each member. */
    public List<Mask> denseMasks() {
        return Collections.nCopies(members(), Mask.dense(architecture.layout()));
    }

    /** W_0. */
    public List<StateDict> initial() {
        return drawn("init");
    }

    /** Fresh weights from another child of each member's seed. */
    public List<StateDict> drawn(String child) {
        return seeds.stream()
                .map(seed -> settings.initialise().draw(architecture.layout(), seed.child(child)))
                .toList();
    }

    /** W_k: the initial weights trained dense to step k. */
    public List<StateDict> rewound() throws IOException {
        RewoundTraining training = new RewoundTraining(architecture, trainer, settings.rewindStep());
        return networks(shared, REWOUND, training.startSteps(), () -> training.start(initial(), seeds, listener));
    }

    /** The tickets that keep everything. */
    public Tickets denseTickets() throws IOException {
        return new Tickets(DENSE, rewound(), denseMasks(), rewindStep());
    }

    /** W_T: trained dense to the end. */
    public List<StateDict> dense() throws IOException {
        return trained(denseTickets());
    }

    /** Tickets, trained from their step to the end. */
    public List<StateDict> trained(Tickets tickets) throws IOException {
        if (tickets.from() == lastStep()) {
            return tickets.weights();
        }
        return trained(tickets.name(), tickets::weights, tickets.masks(), tickets.from());
    }

    /**
     * As {@link #trained(Tickets)}, where the weights to start from are asked for only if need be.
     *
     * @param name of the trained networks
     */
    public List<StateDict> trained(String name, Maker<List<StateDict>> start, List<Mask> masks, long from)
            throws IOException {
        SearchStore store = name.equals(DENSE) ? shared : own;
        return networks(store, name, lastStep() - from, () -> {
            try (TensorStore population = population(start.make())) {
                trainer.train(population, masks, seeds, from, lastStep(), listener);
                return members(population);
            }
        });
    }

    /** The weights side by side; to be closed. */
    public TensorStore population(List<StateDict> weights) {
        return TensorStore.of(architecture.layout(), weights);
    }

    /** Copies of the members of a population. */
    public static List<StateDict> members(TensorStore population) {
        List<StateDict> members = new ArrayList<>();
        for (int p = 0; p < population.members(); p++) {
            members.add(population.get(p));
        }
        return members;
    }

    /** Computes what a search keeps. */
    @FunctionalInterface
    public interface Maker<T> {
        T make() throws IOException;
    }

    /**
     * Networks of this method.
     *
     * @param name  what they are called; letters, digits and hyphens
     * @param steps training steps that making them takes, for the progress
     */
    public List<StateDict> networks(String name, long steps, Maker<List<StateDict>> maker) throws IOException {
        return networks(own, name, steps, maker);
    }

    /** As {@link #networks}, of values of the layout that are no networks, such as scores. */
    public List<StateDict> values(String name, long steps, Maker<List<StateDict>> maker) throws IOException {
        return kept(own, name, steps, maker, false);
    }

    private List<StateDict> networks(SearchStore store, String name, long steps, Maker<List<StateDict>> maker)
            throws IOException {
        return kept(store, name, steps, maker, true);
    }

    private List<StateDict> kept(
            SearchStore store, String name, long steps, Maker<List<StateDict>> maker, boolean areNetworks)
            throws IOException {
        Optional<List<StateDict>> kept = store.networks(name);
        if (kept.isPresent()) {
            skipOnce(passed(store), name, steps);
        } else {
            passed(store).add(name);
            Timed<List<StateDict>> made = timed(maker);
            List<Double> accuracies = areNetworks ? boxed(validation.of(made.result())) : List.of();
            store.saveNetworks(name, made.result(), new Kept(made.seconds(), accuracies));
            kept = Optional.of(made.result());
        }
        count(store, name);
        return kept.orElseThrow();
    }

    /** Drops networks, and the values that belong to them, that will not be asked for again. */
    public void forgetNetworks(String name) throws IOException {
        own.forgetNetworks(name);
        own.forgetNetworks(name + VALUES);
    }

    /** Drops all networks of this method, whose masks stay. */
    public void forgetAllNetworks() throws IOException {
        own.forgetAllNetworks();
    }

    /** Seconds that the networks of that name took; 0 if they were never made. */
    public double secondsOf(String name) throws IOException {
        SearchStore store = name.equals(DENSE) ? shared : own;
        return store.facts(name).map(Kept::seconds).orElse(0.0);
    }

    /** The accuracy of each of the networks of that name on at most 2,000 validation examples, or empty if they were never made. */
    public List<Double> validationAccuracy(String name) throws IOException {
        SearchStore store = name.equals(DENSE) ? shared : own;
        return store.facts(name).map(Kept::validationAccuracy).orElse(List.of());
    }

    /**
     * Masks of this method.
     *
     * @param name  what they are called; not the name of networks
     * @param from  the networks that they are made of, or any other name
     * @param steps training steps that making those takes, for the progress
     */
    public List<Mask> masks(String name, String from, long steps, Maker<List<Mask>> maker) throws IOException {
        Optional<List<Mask>> kept = own.masks(name);
        if (kept.isPresent()) {
            SearchStore store = from.equals(DENSE) ? shared : own;
            if (from.equals(DENSE)) {
                // Dense networks come from W_k.
                skipOnce(passedShared, REWOUND, rewindStep());
                count(shared, REWOUND);
            }
            skipOnce(passed(store), from, steps);
            count(store, from);
        } else {
            passedOwn.add(name);
            Timed<List<Mask>> made = timed(maker);
            own.saveMasks(name, made.result(), new Kept(made.seconds(), List.of()));
            kept = Optional.of(made.result());
        }
        count(own, name);
        return kept.orElseThrow();
    }

    /** Networks and their masks, made together. */
    public record MaskedNetworks(List<StateDict> networks, List<Mask> masks) {
        public MaskedNetworks {
            networks = List.copyOf(networks);
            masks = List.copyOf(masks);
        }
    }

    /**
     * Networks of this method that come with masks of their own.
     *
     * @param name  what they are called
     * @param steps training steps that making them takes, for the progress
     */
    public MaskedNetworks maskedNetworks(String name, long steps, Maker<MaskedNetworks> maker) throws IOException {
        Optional<List<StateDict>> networks = own.networks(name);
        Optional<List<Mask>> masks = own.masks(name + "-mask");
        if (networks.isPresent() && masks.isPresent()) {
            skipOnce(passedOwn, name, steps);
            count(own, name);
            return new MaskedNetworks(networks.get(), masks.get());
        }
        passedOwn.add(name);
        Timed<MaskedNetworks> made = timed(maker);
        MaskedNetworks result = made.result();
        own.saveMasks(name + "-mask", result.masks(), new Kept(0, List.of()));
        own.saveNetworks(name, result.networks(), new Kept(made.seconds(), boxed(validation.of(result.networks()))));
        count(own, name);
        return result;
    }

    /**
     * Networks, and values of the same layout that belong to them, such as standard deviations.
     *
     * @param values one a network
     */
    public record ValuedNetworks(List<StateDict> networks, List<StateDict> values) {
        public ValuedNetworks {
            networks = List.copyOf(networks);
            values = List.copyOf(values);
        }
    }

    /**
     * Networks of this method that come with values.
     *
     * @param name  what they are called
     * @param steps training steps that making them takes, for the progress
     */
    public ValuedNetworks valuedNetworks(String name, long steps, Maker<ValuedNetworks> maker) throws IOException {
        Optional<List<StateDict>> networks = own.networks(name);
        Optional<List<StateDict>> values = own.networks(name + VALUES);
        if (networks.isPresent() && values.isPresent()) {
            skipOnce(passedOwn, name, steps);
            count(own, name);
            return new ValuedNetworks(networks.get(), values.get());
        }
        passedOwn.add(name);
        Timed<ValuedNetworks> made = timed(maker);
        ValuedNetworks result = made.result();
        own.saveNetworks(name + VALUES, result.values(), new Kept(0, List.of()));
        own.saveNetworks(name, result.networks(), new Kept(made.seconds(), boxed(validation.of(result.networks()))));
        count(own, name);
        return result;
    }

    private Set<String> passed(SearchStore store) {
        return store == shared ? passedShared : passedOwn;
    }

    private void skipOnce(Set<String> passed, String name, long steps) {
        if (passed.add(name)) {
            listener.skip(steps);
        }
    }

    private void count(SearchStore store, String name) throws IOException {
        if (counts) {
            double seconds = store.facts(name).map(Kept::seconds).orElse(0.0);
            spent.put((store == shared ? "shared/" : "own/") + name, seconds);
        }
    }

    /** Seconds that everything took which was asked for since the last {@link #restart}, whenever it was computed. */
    public double seconds() {
        return spent.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Forgets what was spent: what comes now is independent of it. */
    public void restart() {
        spent.clear();
    }

    /** Counts what another workbench's part of this search took. */
    public void spendAsWell(String what, double seconds) {
        spent.put(what, seconds);
    }

    /** Hands tickets over; what the receiver asks for here does not count as search. */
    public void deliver(TicketReceiver receiver, int target, Tickets tickets) throws IOException {
        counts = false;
        try {
            receiver.found(target, tickets, seconds());
        } finally {
            counts = true;
        }
    }

    private record Timed<T>(T result, double seconds) {}

    /** Makes something and says how long that took, without what was made and counted for itself on the way. */
    private <T> Timed<T> timed(Maker<T> maker) throws IOException {
        double before = madeSeconds;
        long start = System.nanoTime();
        T result = maker.make();
        double elapsed = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        double seconds = elapsed - (madeSeconds - before);
        madeSeconds = before + elapsed;
        return new Timed<>(result, seconds);
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
