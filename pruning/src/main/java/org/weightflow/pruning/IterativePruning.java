package org.weightflow.pruning;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainingListener;

/**
 * Iterative magnitude pruning with rewinding, for a whole population in lock-step.
 * <pre>
 * W_k = train(W_0, steps 0..k), dense; m_0 = 1
 * for level l = 0 .. levels - 1:
 *     W_T = train(m_l * W_k, steps k..T), optimiser fresh, data order and schedule going on from k
 *     m_{l+1} = prune(W_T, m_l)
 * </pre>
 * k = 0 rewinds to the initialisation (the lottery-ticket hypothesis), k &gt; 0 to step k. Each member has its own weights, seed and
 * mask.
 *
 * @see <a href="https://arxiv.org/abs/1803.03635">Frankle and Carbin (2019)</a>
 * @see <a href="https://arxiv.org/abs/1912.05671">Frankle et al. (2020), rewinding to step k</a>
 */
public final class IterativePruning {
    private final Architecture architecture;
    private final RewoundTraining training;
    private final PruneConfig config;

    /** Weights to start from and the mask to start with, one a member. */
    public record Tickets(List<StateDict> rewound, List<Mask> masks) {
        public Tickets {
            rewound = List.copyOf(rewound);
            masks = List.copyOf(masks);
        }
    }

    /**
     * Keeps the state between levels, so that an interrupted run goes on at the level that it had reached. What is saved must come
     * back bit for bit.
     */
    public interface Progress {
        /** The state that was saved last, or null where none is. */
        Tickets load() throws IOException;

        /** Called after the dense phase (level 0) and after each pruning. */
        void save(int level, Tickets tickets) throws IOException;

        /**
         * Called with the dense networks that the first pruning is made by, before {@link #save} of level 1; more than once if a
         * run is interrupted between the two.
         *
         * @param trained W_T of each member
         */
        default void saveDense(List<StateDict> trained) throws IOException {}

        /** The level of the state that {@link #load} gives. */
        int level() throws IOException;

        /** Keeps nothing. */
        Progress NONE = new Progress() {
            @Override
            public Tickets load() {
                return null;
            }

            @Override
            public void save(int level, Tickets tickets) {}

            @Override
            public int level() {
                return 0;
            }
        };
    }

    /** @param rewindStep k, in steps of the trainer's run; 0 is the initialisation */
    public IterativePruning(Architecture architecture, PopulationTrainer trainer, PruneConfig config, long rewindStep) {
        this.training = new RewoundTraining(architecture, trainer, rewindStep);
        config.requireFits(architecture.layout());
        this.architecture = architecture;
        this.config = config;
    }

    /** Steps of training that {@link #find} takes. */
    public long steps() {
        return training.startSteps() + config.levels() * training.restSteps();
    }

    /**
     * Finds the tickets of a population: the weights at step k and the mask after the last pruning; not yet trained.
     *
     * @param initial W_0, one a member
     * @param seeds   one a member, for the order of its batches
     */
    public Tickets find(List<StateDict> initial, List<Seed> seeds, Progress progress, TrainingListener listener)
            throws IOException {
        Tickets tickets = progress.load();
        int level = tickets == null ? 0 : progress.level();
        if (tickets == null) {
            Mask dense = Mask.dense(architecture.layout());
            tickets = new Tickets(training.start(initial, seeds, listener), Collections.nCopies(initial.size(), dense));
            progress.save(0, tickets);
        }
        for (; level < config.levels(); level++) {
            List<Mask> masks = nextMasks(level, tickets, seeds, progress, listener);
            tickets = new Tickets(tickets.rewound(), masks);
            progress.save(level + 1, tickets);
        }
        return tickets;
    }

    private List<Mask> nextMasks(
            int level, Tickets tickets, List<Seed> seeds, Progress progress, TrainingListener listener)
            throws IOException {
        MagnitudePruning pruning = new MagnitudePruning(config);
        List<Mask> masks = new ArrayList<>();
        training.rest(tickets.rewound(), tickets.masks(), seeds, listener, population -> {
            if (level == 0) {
                progress.saveDense(members(population));
            }
            for (int p = 0; p < seeds.size(); p++) {
                masks.add(pruning.prune(population.get(p), tickets.masks().get(p)));
            }
        });
        return masks;
    }

    private static List<StateDict> members(TensorStore population) {
        List<StateDict> members = new ArrayList<>();
        for (int p = 0; p < population.members(); p++) {
            members.add(population.get(p));
        }
        return members;
    }
}
