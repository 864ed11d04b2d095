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
    private final PopulationTrainer trainer;
    private final PruneConfig config;
    private final long rewindStep;

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
        if (rewindStep < 0 || rewindStep > trainer.totalSteps()) {
            throw new IllegalArgumentException(
                    "rewindStep " + rewindStep + " is not in [0, " + trainer.totalSteps() + "], the steps of the run");
        }
        config.requireFits(architecture.layout());
        this.architecture = architecture;
        this.trainer = trainer;
        this.config = config;
        this.rewindStep = rewindStep;
    }

    /** Steps of training that {@link #find} takes. */
    public long steps() {
        return rewindStep + config.levels() * (trainer.totalSteps() - rewindStep);
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
        try (TensorStore population = new TensorStore(architecture.layout(), initial.size())) {
            if (tickets == null) {
                fill(population, initial);
                trainer.train(population, List.of(), seeds, 0, rewindStep, listener);
                Mask dense = Mask.dense(architecture.layout());
                tickets = new Tickets(members(population), Collections.nCopies(initial.size(), dense));
                progress.save(0, tickets);
            }
            MagnitudePruning pruning = new MagnitudePruning(config);
            for (; level < config.levels(); level++) {
                fill(population, tickets.rewound());
                trainer.train(population, tickets.masks(), seeds, rewindStep, trainer.totalSteps(), listener);
                List<Mask> masks = new ArrayList<>();
                for (int p = 0; p < initial.size(); p++) {
                    masks.add(pruning.prune(population.get(p), tickets.masks().get(p)));
                }
                tickets = new Tickets(tickets.rewound(), masks);
                progress.save(level + 1, tickets);
            }
        }
        return tickets;
    }

    private static void fill(TensorStore population, List<StateDict> weights) {
        for (int p = 0; p < weights.size(); p++) {
            population.put(p, weights.get(p));
        }
    }

    private static List<StateDict> members(TensorStore population) {
        List<StateDict> members = new ArrayList<>();
        for (int p = 0; p < population.members(); p++) {
            members.add(population.get(p));
        }
        return members;
    }
}
