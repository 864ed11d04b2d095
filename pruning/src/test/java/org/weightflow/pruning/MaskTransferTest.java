package org.weightflow.pruning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.matching.FunctionCheck;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.MaskTransfer.Moved;

class MaskTransferTest {
    private static final Seed SEED = new Seed(5);

    /** B is A with its units in another order: the mask has to come out in that order, and the tickets to be one function. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mlp-20-12-9-4", "lenet-5", "resnet-8"})
    void bringsTheMaskIntoAPlantedOrder(String id) {
        Architecture network = Architectures.parse(id);
        StateDict a = positive(Initialisation.TORCH_DEFAULT.draw(network.layout(), SEED.child("a")));
        Mask mask = random(network.layout(), 0.3, SEED.child("mask"));
        Permutations planted = Permutations.random(network.symmetry(), SEED.child("order"));
        StateDict b = planted.apply(a, network.symmetry());

        Moved moved = transfer(network).move(mask, a, b, SEED);

        assertEquals(planted.apply(mask, network.symmetry()), moved.mask());
        assertNotEquals(mask, moved.mask());
        assertTrue(moved.matching().objectiveAfter() > moved.matching().objectiveBefore());
        float[] inputs = new float[4 * network.inputs()];
        SplittableRandom random = SEED.child("inputs").random();
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) random.nextGaussian();
        }
        // Fails where the logits differ by more than rounding.
        new FunctionCheck(network, inputs).check(0, mask.apply(a), moved.mask().apply(b));
    }

    @Test
    void keepsAsManyValuesOfEachEntry() {
        Mlp network = Mlp.of(20, 12, 9, 4);
        StateDict a = Initialisation.KAIMING_UNIFORM.draw(network.layout(), SEED.child("a"));
        StateDict b = Initialisation.KAIMING_UNIFORM.draw(network.layout(), SEED.child("b"));
        Mask mask = random(network.layout(), 0.3, SEED.child("mask"));
        Mask moved = transfer(network).move(mask, a, b, SEED).mask();
        assertNotEquals(mask, moved);
        for (int e = 0; e < network.layout().entries().size(); e++) {
            assertEquals(mask.kept(e), moved.kept(e), network.layout().entry(e).name());
        }
    }

    @Test
    void refusesTheMaskOfAnotherArchitecture() {
        Mlp network = Mlp.of(20, 12, 9, 4);
        StateDict a = Initialisation.KAIMING_UNIFORM.draw(network.layout(), SEED);
        Mask other = Mask.dense(Mlp.of(20, 11, 9, 4).layout());
        var e = assertThrows(
                IllegalArgumentException.class, () -> transfer(network).move(other, a, a, SEED));
        assertTrue(e.getMessage().contains("fc1.weight"), e::getMessage);
    }

    /**
     * The whole way with a known answer: B starts as A with its units in another order and sees A's batches, so that its dense
     * training, the matching and the training of the moved ticket all have to give A's ticket in that order, but for rounding.
     */
    @Test
    void aTicketMovedToAPermutedInitialisationTrainsAsAtHome() throws IOException {
        Mlp network = Mlp.of(4, 16, 3);
        Task iris = Task.load(new TaskConfig("iris", 24, Standardisation.Scope.PER_FEATURE), null, new Seed(1));
        PopulationTrainer trainer = new PopulationTrainer(
                network, iris.train(), TrainConfig.defaults().withBatchSize(16).withLearningRate(0.02));
        RewoundTraining training = new RewoundTraining(network, trainer, 4);
        StateDict a = Initialisation.KAIMING_UNIFORM.draw(network.layout(), SEED.child("a"));
        Permutations planted = Permutations.random(network.symmetry(), SEED.child("order"));
        StateDict b = planted.apply(a, network.symmetry());
        List<StateDict> rewoundA = training.start(List.of(a), List.of(SEED), TrainingListener.SILENT);
        StateDict denseA = rest(training, rewoundA.get(0), Mask.dense(network.layout()));
        Mask mask = MagnitudePruning.of(new PruneConfig(1, 0.5, PruneConfig.Scope.GLOBAL, Map.of()), network.layout())
                .prune(denseA, Mask.dense(network.layout()));
        List<StateDict> rewoundB = training.start(List.of(b), List.of(SEED), TrainingListener.SILENT);
        StateDict denseB = rest(training, rewoundB.get(0), Mask.dense(network.layout()));

        Mask moved = transfer(network).move(mask, denseA, denseB, SEED).mask();

        StateDict home = rest(training, rewoundA.get(0), mask);
        StateDict away = rest(training, rewoundB.get(0), moved);
        StateDict expected = planted.apply(home, network.symmetry());
        // Permuted sums round differently; Adam's first steps turn that into at most a few 1e-5 here.
        assertArrayEquals(expected.toArray(), away.toArray(), 1e-3f);
        assertTrue(distance(expected, rest(training, rewoundB.get(0), mask)) > 0.1, "the control");
    }

    private static MaskTransfer transfer(Architecture network) {
        return new MaskTransfer(
                network.symmetry(),
                new WeightMatching(network.symmetry(), MatchingConfig.defaults().withRestarts(3)));
    }

    private static StateDict rest(RewoundTraining training, StateDict rewound, Mask mask) throws IOException {
        List<StateDict> trained = new ArrayList<>();
        training.rest(
                List.of(rewound),
                List.of(mask),
                List.of(SEED),
                TrainingListener.SILENT,
                population -> trained.add(population.get(0)));
        return trained.get(0);
    }

    private static double distance(StateDict a, StateDict b) {
        float[] x = a.toArray();
        float[] y = b.toArray();
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(x[i] - y[i]));
        }
        return largest;
    }

    /** Norms and statistics that differ between units, as after training. */
    private static StateDict positive(StateDict fresh) {
        Layout layout = fresh.layout();
        float[] values = fresh.toArray();
        SplittableRandom random = SEED.child("state").random();
        for (int e = 0; e < layout.entries().size(); e++) {
            String name = layout.entry(e).name();
            if (name.endsWith("running_var") || layout.entry(e).kind() == Layout.Kind.NORM) {
                for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                    values[i] = 0.5f + random.nextInt(1000) / 1000f;
                }
            }
        }
        return StateDict.of(layout, values);
    }

    private static Mask random(Layout layout, double density, Seed seed) {
        SplittableRandom random = seed.random();
        BitSet kept = new BitSet();
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                kept.set(i, !layout.entry(e).prunable() || random.nextDouble() < density);
            }
        }
        return Mask.of(layout, kept);
    }
}
