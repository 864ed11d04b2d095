package org.weightflow.pruning;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainingListener;

/**
 * The two parts of a training run of T steps that is rewound to step k: once the dense steps 0..k, and as often as one likes the
 * steps k..T, with other masks. The optimiser starts fresh at k, where data order and schedule go on.
 */
public final class RewoundTraining {
    private final Architecture architecture;
    private final PopulationTrainer trainer;
    private final long rewindStep;

    /** What is done with a population that is trained; it is closed afterwards. */
    @FunctionalInterface
    public interface Trained {
        void accept(TensorStore population) throws IOException;
    }

    /**
     * @param rewindStep k, in steps of the trainer's run; 0 is the initialisation
     * @throws IllegalArgumentException if the run has fewer steps
     */
    public RewoundTraining(Architecture architecture, PopulationTrainer trainer, long rewindStep) {
        if (rewindStep < 0 || rewindStep > trainer.totalSteps()) {
            throw new IllegalArgumentException(
                    "rewindStep " + rewindStep + " is not in [0, " + trainer.totalSteps() + "], the steps of the run");
        }
        this.architecture = architecture;
        this.trainer = trainer;
        this.rewindStep = rewindStep;
    }

    /** k, the steps of {@link #start}. */
    public long startSteps() {
        return rewindStep;
    }

    /** T - k, the steps of {@link #rest}. */
    public long restSteps() {
        return trainer.totalSteps() - rewindStep;
    }

    /**
     * Trains steps 0..k.
     *
     * @param initial W_0, one a member
     * @param seeds   one a member, for the order of its batches
     * @return W_k with its running statistics, one a member
     */
    public List<StateDict> start(List<StateDict> initial, List<Seed> seeds, TrainingListener listener) {
        try (TensorStore population = population(initial)) {
            trainer.train(population, List.of(), seeds, 0, rewindStep, listener);
            List<StateDict> rewound = new ArrayList<>();
            for (int p = 0; p < initial.size(); p++) {
                rewound.add(population.get(p));
            }
            return rewound;
        }
    }

    /**
     * Trains steps k..T.
     *
     * @param rewound W_k, one a member
     * @param masks   one a member, or empty for dense ones
     * @param seeds   as for {@link #start}
     */
    public void rest(
            List<StateDict> rewound, List<Mask> masks, List<Seed> seeds, TrainingListener listener, Trained then)
            throws IOException {
        try (TensorStore population = population(rewound)) {
            trainer.train(population, masks, seeds, rewindStep, trainer.totalSteps(), listener);
            then.accept(population);
        }
    }

    private TensorStore population(List<StateDict> weights) {
        return TensorStore.of(architecture.layout(), weights);
    }
}
