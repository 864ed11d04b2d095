package org.weightflow.pruning.instability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.RewoundTraining;

class BranchedTrainingTest {
    /** With running statistics, which must be those of step k too. */
    private static final Mlp NET = new Mlp(List.of(Blobs.FEATURES, 10, Blobs.CLASSES), Mlp.Norm.BATCH);

    private static final Examples DATA = Blobs.of(50, 1);
    /** Adam, whose moments must not begin anew at k; 4 steps an epoch. */
    private static final TrainConfig RECIPE =
            TrainConfig.defaults().withBatchSize(16).withEpochs(3).withLearningRate(0.01);

    private static final List<Seed> SEEDS = List.of(new Seed(1), new Seed(2), new Seed(3));

    private final BranchedTraining training = new BranchedTraining(NET, DATA, RECIPE);

    @Test
    void theTrunkPassesThroughTheWeightsThatRewindingGives() {
        SortedMap<Long, List<StateDict>> trunk =
                training.trunk(initial(), SEEDS, steps(0, 1, 5, 12), TrainingListener.SILENT);
        PopulationTrainer trainer = new PopulationTrainer(NET, DATA, RECIPE);
        for (long step : trunk.keySet()) {
            List<StateDict> rewound =
                    new RewoundTraining(NET, trainer, step).start(initial(), SEEDS, TrainingListener.SILENT);
            for (int p = 0; p < SEEDS.size(); p++) {
                assertTrue(
                        rewound.get(p).sameBits(trunk.get(step).get(p)), "network " + p + " after " + step + " steps");
            }
        }
        assertEquals(5, trunk.get(5L).get(0).entry("bn1.num_batches_tracked").get(0));
    }

    @Test
    void takesEachStepOfTheTrunkOnce() {
        List<Long> told = new ArrayList<>();
        training.trunk(
                initial().subList(0, 1), SEEDS.subList(0, 1), steps(2, 7), progress -> told.add(progress.step()));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), told);
    }

    @Test
    void branchesAreThoseOfRewoundTraining() throws IOException {
        List<StateDict> rewound = training.trunk(initial(), SEEDS, steps(5), TrainingListener.SILENT)
                .get(5L);
        List<Mask> masks = new ArrayList<>();
        for (StateDict weights : rewound) {
            masks.add(
                    MagnitudePruning.of(PruneConfig.defaults(), NET.layout()).prune(weights, Mask.dense(NET.layout())));
        }
        List<Seed> orders = List.of(new Seed(7), new Seed(8), new Seed(9));
        List<StateDict> branches = training.branches(5, rewound, masks, orders, TrainingListener.SILENT);
        new RewoundTraining(NET, new PopulationTrainer(NET, DATA, RECIPE), 5)
                .rest(rewound, masks, orders, TrainingListener.SILENT, population -> {
                    for (int p = 0; p < 3; p++) {
                        assertTrue(population.get(p).sameBits(branches.get(p)));
                        assertTrue(masks.get(p).apply(branches.get(p)).sameBits(branches.get(p)));
                    }
                });
    }

    @Test
    void anotherDataOrderGivesAnotherBranch() {
        StateDict start = initial().get(0);
        List<StateDict> branches = training.branches(
                0,
                List.of(start, start, start),
                List.of(),
                List.of(new Seed(4), new Seed(5), new Seed(4)),
                TrainingListener.SILENT);
        assertFalse(branches.get(0).sameBits(branches.get(1)));
        assertTrue(branches.get(0).sameBits(branches.get(2)));
    }

    @Test
    void refusesStepsBehindTheEndAndSeedsForOthers() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> training.trunk(initial(), SEEDS, steps(13), TrainingListener.SILENT));
        assertTrue(e.getMessage().contains("13") && e.getMessage().contains("12"), e::getMessage);
        e = assertThrows(
                IllegalArgumentException.class,
                () -> training.trunk(initial(), SEEDS.subList(0, 2), steps(1), TrainingListener.SILENT));
        assertTrue(e.getMessage().contains("2 seeds for 3 networks"), e::getMessage);
    }

    private static SortedSet<Long> steps(long... steps) {
        SortedSet<Long> set = new TreeSet<>();
        for (long step : steps) {
            set.add(step);
        }
        return set;
    }

    private static List<StateDict> initial() {
        return List.of(draw(11), draw(12), draw(13));
    }

    private static StateDict draw(long seed) {
        return Initialisation.KAIMING_UNIFORM.draw(NET.layout(), new Seed(seed));
    }
}
