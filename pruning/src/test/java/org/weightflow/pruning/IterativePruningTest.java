package org.weightflow.pruning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.IterativePruning.Progress;
import org.weightflow.pruning.IterativePruning.Tickets;

class IterativePruningTest {
    private static final Mlp NET = Mlp.of(4, 10, 3);
    private static final PruneConfig PRUNING = PruneConfig.defaults().withLevels(3);
    private static final List<Seed> SEEDS = List.of(new Seed(1), new Seed(2));

    private final PopulationTrainer trainer = new PopulationTrainer(
            NET, data(), TrainConfig.defaults().withBatchSize(16).withEpochs(2).withLearningRate(0.01));

    @Test
    void rewoundWeightsAreThoseOfStepK() throws IOException {
        for (long k : new long[] {0, 3}) {
            Tickets tickets = new IterativePruning(NET, trainer, PRUNING, k)
                    .find(initial(), SEEDS, Progress.NONE, TrainingListener.SILENT);
            try (TensorStore dense = new TensorStore(NET.layout(), 2)) {
                for (int p = 0; p < 2; p++) {
                    dense.put(p, initial().get(p));
                }
                trainer.train(dense, List.of(), SEEDS, 0, k, TrainingListener.SILENT);
                for (int p = 0; p < 2; p++) {
                    assertTrue(dense.get(p).sameBits(tickets.rewound().get(p)), "k " + k);
                }
            }
        }
    }

    /** Among them the running statistics, which training after the rewinding moves on. */
    @Test
    void stateIsRewoundWithTheWeightsAndNeverMasked() throws IOException {
        Mlp normalised = new Mlp(List.of(4, 10, 3), Mlp.Norm.BATCH);
        PopulationTrainer longer = new PopulationTrainer(
                normalised, data(), TrainConfig.defaults().withBatchSize(16).withEpochs(2));
        StateDict start = Initialisation.KAIMING_UNIFORM.draw(normalised.layout(), new Seed(3));
        Tickets tickets = new IterativePruning(normalised, longer, PRUNING, 3)
                .find(List.of(start), SEEDS.subList(0, 1), Progress.NONE, TrainingListener.SILENT);
        try (TensorStore dense = new TensorStore(normalised.layout(), 1)) {
            dense.put(0, start);
            longer.train(dense, List.of(), SEEDS.subList(0, 1), 0, 3, TrainingListener.SILENT);
            assertTrue(dense.get(0).sameBits(tickets.rewound().get(0)));
        }
        assertEquals(
                3, tickets.rewound().get(0).entry("bn1.num_batches_tracked").get(0));
        assertEquals(36, tickets.masks().get(0).keptPrunable());
        for (String entry : List.of("bn1.weight", "bn1.running_mean", "bn1.running_var")) {
            assertEquals(10, tickets.masks().get(0).kept(normalised.layout().indexOf(entry)), entry);
        }
    }

    @Test
    void levelZeroIsDenseMasksAreNestedAndCountsExact() throws IOException {
        List<Tickets> levels = new ArrayList<>();
        Tickets last = find(2, levels);
        int[] counts = {70, 56, 45, 36}; // 70 weights, 20 % of the survivors a level, rounded
        for (int level = 0; level <= 3; level++) {
            for (int p = 0; p < 2; p++) {
                assertEquals(counts[level], levels.get(level).masks().get(p).keptPrunable());
                if (level > 0) {
                    assertTrue(levels.get(level)
                            .masks()
                            .get(p)
                            .isWithin(levels.get(level - 1).masks().get(p)));
                }
            }
        }
        assertEquals(last.masks(), levels.get(3).masks());
        assertNotEquals(last.masks().get(0), last.masks().get(1));
    }

    @Test
    void goesOnFromAnyLevelToTheSameTickets() throws IOException {
        List<Tickets> levels = new ArrayList<>();
        Tickets whole = find(2, levels);
        for (int reached = 0; reached <= 3; reached++) {
            Memory memory = new Memory(reached, levels.get(reached), new ArrayList<>(), new ArrayList<>());
            Tickets resumed = new IterativePruning(NET, trainer, PRUNING, 2)
                    .find(initial(), SEEDS, memory, TrainingListener.SILENT);
            assertEquals(whole.masks(), resumed.masks());
            assertTrue(whole.rewound().get(1).sameBits(resumed.rewound().get(1)));
            assertEquals(3 - reached, memory.saved.size());
        }
    }

    @Test
    void handsOverTheDenseNetworksOfTheFirstLevelOnce() throws IOException {
        List<StateDict> dense = new ArrayList<>();
        List<Tickets> levels = new ArrayList<>();
        new IterativePruning(NET, trainer, PRUNING, 2)
                .find(initial(), SEEDS, new Memory(0, null, levels, dense), TrainingListener.SILENT);
        assertEquals(2, dense.size());
        new RewoundTraining(NET, trainer, 2)
                .rest(levels.get(0).rewound(), List.of(), SEEDS, TrainingListener.SILENT, population -> {
                    for (int p = 0; p < 2; p++) {
                        assertTrue(population.get(p).sameBits(dense.get(p)));
                    }
                });
        List<StateDict> none = new ArrayList<>();
        new IterativePruning(NET, trainer, PRUNING, 2)
                .find(initial(), SEEDS, new Memory(1, levels.get(1), levels, none), TrainingListener.SILENT);
        assertEquals(List.of(), none, "they were handed over before level 1 was saved");
    }

    private Tickets find(long k, List<Tickets> levels) throws IOException {
        return new IterativePruning(NET, trainer, PRUNING, k)
                .find(initial(), SEEDS, new Memory(0, null, levels, new ArrayList<>()), TrainingListener.SILENT);
    }

    private record Memory(int level, Tickets load, List<Tickets> saved, List<StateDict> dense) implements Progress {
        @Override
        public void saveDense(List<StateDict> trained) {
            dense.addAll(trained);
        }

        @Override
        public void save(int level, Tickets tickets) {
            saved.add(tickets);
        }
    }

    private static List<StateDict> initial() {
        return List.of(
                Initialisation.KAIMING_UNIFORM.draw(NET.layout(), new Seed(3)),
                Initialisation.KAIMING_UNIFORM.draw(NET.layout(), new Seed(4)));
    }

    private static Examples data() {
        SplittableRandom random = new Seed(6).random();
        float[] features = new float[50 * 4];
        int[] labels = new int[50];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 3;
            for (int f = 0; f < 4; f++) {
                features[i * 4 + f] = (float) (random.nextGaussian() + (f == labels[i] ? 2 : 0));
            }
        }
        return Examples.of(features, labels, List.of(4), 3);
    }
}
