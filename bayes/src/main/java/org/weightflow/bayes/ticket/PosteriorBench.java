package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.bayes.variational.VariationalTrainer;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.search.Workbench;

/**
 * A {@link Workbench} for variational networks: posteriors at the start, at step k, and trained without a mask, shared by all methods,
 * and the places of the methods. What is trained is kept under its name, so that an interrupted search goes on where it was.
 */
public final class PosteriorBench {
    /** Where what all methods share is kept. */
    private static final String SHARED = "posterior";

    private static final String REWOUND = "rewound-posterior";
    private static final String UNPRUNED = "unpruned-posterior";

    private final Workbench bench;
    private final Workbench shared;
    private final VariationalConfig variational;
    private final VariationalTrainer trainer;

    /** @param bench whose settings say how networks are drawn, trained and pruned by levels */
    public PosteriorBench(Workbench bench, VariationalConfig variational) {
        this.bench = bench;
        this.shared = bench.of(SHARED);
        this.variational = variational;
        this.trainer = new VariationalTrainer(
                bench.architecture(), bench.trainer(), bench.settings().training(), variational);
    }

    /** The bench of deterministic networks of the same seeds. */
    public Workbench deterministic() {
        return bench;
    }

    /** The place of one method. */
    public Workbench of(String method) {
        return bench.of(method);
    }

    /** How a level prunes. */
    MagnitudePruning pruning() {
        return new MagnitudePruning(bench.settings().levels(), bench.selection());
    }

    /** Levels that prune; level 0 is unpruned. */
    public int levels() {
        return bench.settings().levels().levels();
    }

    /** T - k, the steps of training a ticket. */
    public long ticketSteps() {
        return bench.lastStep() - bench.rewindStep();
    }

    /** Posteriors about given networks, with the deviations that training starts from. */
    public List<Posterior> about(List<StateDict> networks, List<Mask> masks) {
        return IntStream.range(0, networks.size())
                .mapToObj(p -> variational.start().about(networks.get(p), masks.get(p)))
                .toList();
    }

    /** At step k, without a mask. */
    public List<Posterior> rewound() throws IOException {
        List<Mask> dense = bench.denseMasks();
        return posteriors(
                shared,
                REWOUND,
                dense,
                bench.rewindStep(),
                () -> trainer.train(
                        about(bench.initial(), dense), bench.seeds(), 0, bench.rewindStep(), bench.listener()));
    }

    /** Trained to the end, without a mask. */
    public List<Posterior> unpruned() throws IOException {
        return trained(shared, UNPRUNED, this::rewound, bench.denseMasks(), bench.rewindStep());
    }

    /** Seconds that {@link #unpruned} took from the start on. */
    public double unprunedSeconds() throws IOException {
        return shared.secondsOf(REWOUND) + shared.secondsOf(UNPRUNED);
    }

    /**
     * Trains posteriors to the end of the run, or reads what was trained.
     *
     * @param own   the place where they are kept
     * @param name  what they are called there
     * @param start asked for only if they are not there; pruned to the masks
     * @param from  the step to train on from
     */
    public List<Posterior> trained(
            Workbench own, String name, Workbench.Maker<List<Posterior>> start, List<Mask> masks, long from)
            throws IOException {
        return posteriors(own, name, masks, bench.lastStep() - from, () -> {
            List<Posterior> begin = start.make();
            List<Posterior> masked = IntStream.range(0, begin.size())
                    .mapToObj(p ->
                            Posterior.masked(begin.get(p).mean(), begin.get(p).deviation(), masks.get(p)))
                    .toList();
            return trainer.train(masked, bench.seeds(), from, bench.lastStep(), bench.listener());
        });
    }

    private static List<Posterior> posteriors(
            Workbench own, String name, List<Mask> masks, long steps, Workbench.Maker<List<Posterior>> maker)
            throws IOException {
        Workbench.ValuedNetworks kept = own.valuedNetworks(name, steps, () -> {
            List<Posterior> made = maker.make();
            return new Workbench.ValuedNetworks(
                    made.stream().map(Posterior::mean).toList(),
                    made.stream().map(Posterior::deviation).toList());
        });
        List<Posterior> posteriors = new ArrayList<>();
        for (int p = 0; p < masks.size(); p++) {
            posteriors.add(new Posterior(kept.networks().get(p), kept.values().get(p), masks.get(p)));
        }
        return posteriors;
    }
}
