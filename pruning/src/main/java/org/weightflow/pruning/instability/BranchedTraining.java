package org.weightflow.pruning.instability;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.MaskedTraining;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;

/**
 * One dense training, the trunk, and trainings that branch off it at any of its steps, with data orders and masks of their own.
 * <p>The trunk is trained once and without a break, so that its W_k is bit for bit that of a ticket which was rewound to step k with
 * the same seed. On a branch the optimiser starts fresh at k, where the schedule goes on; its data order is that of its own seed at
 * the same place of the run, so that within the epoch of k examples of the trunk may come again.
 */
public final class BranchedTraining {
    private final Architecture architecture;
    private final TrainConfig recipe;
    private final PopulationTrainer trainer;

    /** @throws IllegalArgumentException if the data do not fit the architecture, or are empty */
    public BranchedTraining(Architecture architecture, Examples training, TrainConfig recipe) {
        this.architecture = architecture;
        this.recipe = recipe;
        this.trainer = new PopulationTrainer(architecture, training, recipe);
    }

    public Architecture architecture() {
        return architecture;
    }

    /** T, the steps of the whole run. */
    public long totalSteps() {
        return trainer.totalSteps();
    }

    /**
     * Trains to the last of the steps.
     *
     * @param initial W_0, one a network
     * @param seeds   one a network, for the order of its batches
     * @param steps   each in [0, T]; at least one
     * @return W_k of each network with its running statistics, for each step k
     */
    public SortedMap<Long, List<StateDict>> trunk(
            List<StateDict> initial, List<Seed> seeds, SortedSet<Long> steps, TrainingListener listener) {
        requireOne("seeds", seeds, initial);
        Snapshots snapshots = new Snapshots(new MaskedTraining(architecture, recipe, List.of()), initial, steps);
        train(initial, population -> trainer.train(population, snapshots, seeds, 0, steps.last(), listener));
        SortedMap<Long, List<StateDict>> reached = new TreeMap<>();
        steps.forEach(step -> reached.put(step, snapshots.at(step)));
        return reached;
    }

    /**
     * Trains steps k..T.
     *
     * @param rewound W_k, one a branch
     * @param masks   one a branch, or empty for dense ones
     * @param seeds   one a branch, for the order of its batches
     * @return W_T, one a branch; pruned values are 0
     */
    public List<StateDict> branches(
            long step, List<StateDict> rewound, List<Mask> masks, List<Seed> seeds, TrainingListener listener) {
        requireOne("seeds", seeds, rewound);
        return train(
                rewound, population -> trainer.train(population, masks, seeds, step, trainer.totalSteps(), listener));
    }

    private List<StateDict> train(List<StateDict> weights, Consumer<TensorStore> training) {
        try (TensorStore population = TensorStore.of(architecture.layout(), weights)) {
            training.accept(population);
            return IntStream.range(0, weights.size()).mapToObj(population::get).toList();
        }
    }

    private static void requireOne(String name, List<?> values, List<StateDict> networks) {
        if (values.size() != networks.size()) {
            throw new IllegalArgumentException(values.size() + " " + name + " for " + networks.size() + " networks");
        }
    }
}
