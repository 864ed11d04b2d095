package org.weightflow.networks.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.TensorStore;

class PopulationTrainerTest {
    private static final Mlp SMALL = Mlp.of(3, 4, 2);
    private static final Layout LAYOUT = SMALL.layout();
    /** Sums of a handful of float32 products in another order, over five steps. */
    private static final float TORCH_TOLERANCE = 2e-6f;

    /**
     * torch 2.13: Linear(3, 4), ReLU, Linear(4, 2) with value i of the state dict sin(0.7 i + 0.3) * 0.8, six inputs
     * cos(1.3 r + 0.9 c) with labels r % 2, five steps of torch.optim.Adam(lr=0.01), without and with clip_grad_norm_ 0.25.
     */
    private static final float[] TORCH = {
        0.18658867f,
        0.62336177f,
        0.7435579f,
        0.49075025f,
        -0.016543698f,
        -0.53962356f,
        -0.83219504f,
        -0.7567422f,
        -0.24887976f,
        0.29921898f,
        0.7303352f,
        0.8414725f,
        0.48063183f,
        -0.029418442f,
        -0.4513543f,
        -0.7347631f,
        -0.6506133f,
        -0.23804274f,
        0.31196705f,
        0.73744f,
        0.73966914f,
        0.47168964f,
        -0.043616973f,
        -0.56059587f,
        -0.7374895f,
        -0.74352425f
    };

    private static final float[] TORCH_CLIPPED = {
        0.18639986f,
        0.62316966f,
        0.74335533f,
        0.49051294f,
        -0.016737558f,
        -0.5396964f,
        -0.8322455f,
        -0.75688374f,
        -0.24892712f,
        0.29935914f,
        0.7304753f,
        0.84161264f,
        0.48042184f,
        -0.029720653f,
        -0.45101324f,
        -0.73462296f,
        -0.6504045f,
        -0.23766789f,
        0.31210667f,
        0.73752755f,
        0.73946035f,
        0.47131476f,
        -0.04375656f,
        -0.5606834f,
        -0.7372843f,
        -0.7437295f
    };

    @ParameterizedTest(name = "{0} members")
    @ValueSource(ints = {1, 2, 12})
    void trainsEveryMemberAsTorchTrainsOne(int members) {
        TrainConfig config =
                TrainConfig.defaults().withLearningRate(0.01).withBatchSize(6).withEpochs(5);
        try (TensorStore population = copies(formulaWeights(), members)) {
            new PopulationTrainer(SMALL, formulaData(), config)
                    .train(population, List.of(), seeds(members), 0, 5, TrainingListener.SILENT);
            for (int p = 0; p < members; p++) {
                assertArrayEquals(TORCH, population.get(p).toArray(), TORCH_TOLERANCE);
            }
        }
    }

    @Test
    void clipsEachMemberByItsOwnNorm() {
        TrainConfig config = TrainConfig.defaults()
                .withLearningRate(0.01)
                .withBatchSize(6)
                .withEpochs(5)
                .withClipNorm(0.25);
        try (TensorStore population = new TensorStore(LAYOUT, 2)) {
            population.put(0, formulaWeights());
            population.put(1, StateDict.of(LAYOUT, scaled(formulaWeights().toArray(), 30)));
            new PopulationTrainer(SMALL, formulaData(), config)
                    .train(population, List.of(), seeds(2), 0, 5, TrainingListener.SILENT);
            assertArrayEquals(TORCH_CLIPPED, population.get(0).toArray(), TORCH_TOLERANCE);
        }
    }

    @ParameterizedTest(name = "optimizer {0}")
    @ValueSource(ints = {0, 1, 2})
    void keepsMaskedValuesAtZero(int which) {
        Optimizer optimizer =
                List.of(Adam.defaults(), AdamW.defaults(), Sgd.defaults()).get(which);
        Mask mask = randomMask(new Seed(5));
        TrainConfig config = TrainConfig.defaults()
                .withOptimizer(optimizer)
                .withLearningRate(0.05)
                .withBatchSize(4)
                .withEpochs(6)
                .withClipNorm(0.1);
        List<Mask> masks = new ArrayList<>();
        masks.add(mask);
        masks.add(null);
        try (TensorStore population = copies(formulaWeights(), 2)) {
            new PopulationTrainer(SMALL, formulaData(), config)
                    .train(population, masks, seeds(2), 0, 12, TrainingListener.SILENT);
            float[] sparse = population.get(0).toArray();
            float[] dense = population.get(1).toArray();
            int kept = 0;
            for (int i = 0; i < sparse.length; i++) {
                if (mask.keeps(i)) {
                    kept += sparse[i] != 0 ? 1 : 0;
                } else {
                    assertEquals(0, Float.floatToRawIntBits(sparse[i]), "value " + i);
                }
                assertTrue(dense[i] != 0);
            }
            assertTrue(kept > LAYOUT.size() / 3);
        }
    }

    /** Pruning what reads a feature must equal a feature that is always 0, to the bit: no gradient of a pruned value may count. */
    @Test
    void clipsByTheNormOfWhatIsLeft() {
        BitSet kept = new BitSet();
        kept.set(0, LAYOUT.size());
        for (int unit = 0; unit < 4; unit++) {
            kept.clear(unit * 3 + 2);
        }
        Mask mask = Mask.of(LAYOUT, kept);
        TrainConfig config = TrainConfig.defaults()
                .withOptimizer(Sgd.defaults())
                .withLearningRate(0.1)
                .withBatchSize(4)
                .withEpochs(6)
                .withClipNorm(0.05);
        float[] without = formulaData().features().clone();
        for (int row = 0; row < 6; row++) {
            without[row * 3 + 2] = 0;
        }
        Examples blind = Examples.of(without, formulaData().labels(), List.of(3), 2);
        try (TensorStore masked = copies(formulaWeights(), 1);
                TensorStore unmasked = copies(mask.apply(formulaWeights()), 1)) {
            new PopulationTrainer(SMALL, formulaData(), config)
                    .train(masked, List.of(mask), seeds(1), 0, 12, TrainingListener.SILENT);
            new PopulationTrainer(SMALL, blind, config)
                    .train(unmasked, List.of(), seeds(1), 0, 12, TrainingListener.SILENT);
            assertTrue(masked.get(0).sameBits(unmasked.get(0)));
        }
    }

    @Test
    void memberDoesNotDependOnItsNeighboursSeedsOrWeights() {
        TrainConfig config = TrainConfig.defaults().withBatchSize(4).withEpochs(3);
        StateDict other = Initialisation.KAIMING_UNIFORM.draw(LAYOUT, new Seed(99));
        float[] first;
        float[] second;
        try (TensorStore population = copies(formulaWeights(), 3)) {
            trainAll(config, population, List.of(new Seed(1), new Seed(2), new Seed(3)));
            first = population.get(1).toArray();
        }
        try (TensorStore population = new TensorStore(LAYOUT, 3)) {
            population.put(0, other);
            population.put(1, formulaWeights());
            population.put(2, other);
            trainAll(config, population, List.of(new Seed(8), new Seed(2), new Seed(9)));
            second = population.get(1).toArray();
        }
        assertArrayEquals(first, second);
    }

    @Test
    void seedDecidesTheOrderOfBatches() {
        TrainConfig config = TrainConfig.defaults().withBatchSize(2).withEpochs(2);
        try (TensorStore population = copies(formulaWeights(), 3)) {
            trainAll(config, population, List.of(new Seed(1), new Seed(2), new Seed(1)));
            assertTrue(population.get(0).sameBits(population.get(2)));
            assertTrue(!population.get(0).sameBits(population.get(1)));
        }
    }

    @Test
    void continuesScheduleAndDataOrderFromAnyStep() {
        // Plain SGD keeps no state, so a run in two parts must equal the run in one, bit for bit.
        TrainConfig config = TrainConfig.defaults()
                .withOptimizer(new Sgd(0, 0, false))
                .withLearningRate(0.3)
                .withSchedule(LearningRateSchedule.cosine())
                .withBatchSize(4)
                .withEpochs(5);
        try (TensorStore whole = copies(formulaWeights(), 2);
                TensorStore parts = copies(formulaWeights(), 2)) {
            PopulationTrainer trainer = new PopulationTrainer(SMALL, formulaData(), config);
            trainer.train(whole, List.of(), seeds(2), 0, 10, TrainingListener.SILENT);
            trainer.train(parts, List.of(), seeds(2), 0, 3, TrainingListener.SILENT);
            trainer.train(parts, List.of(), seeds(2), 3, 10, TrainingListener.SILENT);
            assertTrue(whole.get(0).sameBits(parts.get(0)));
            assertTrue(whole.get(1).sameBits(parts.get(1)));
        }
    }

    /** Groups of other sizes, other neighbours and other thread counts: the same bits. */
    @ParameterizedTest(name = "{0} members on {1} threads")
    @CsvSource({"70, 1", "70, 2", "70, 3", "3, 2", "140, 2"})
    void trainsAMemberAlikeWhoeverTrainsBesideItOnAnyNumberOfThreads(int members, int threads) {
        TrainConfig config =
                TrainConfig.defaults().withBatchSize(4).withEpochs(3).withClipNorm(0.5);
        int before = EngineRuntime.threads();
        try (TensorStore alone = copies(formulaWeights(), 1);
                TensorStore population = copies(formulaWeights(), members)) {
            List<Seed> seeds = seeds(members);
            seeds.replaceAll(seed -> seed.child(seeds.size()));
            seeds.set(0, new Seed(7));
            trainAll(config, alone, seeds.subList(0, 1));
            EngineRuntime.setThreads(threads);
            trainAll(config, population, seeds);
            assertTrue(alone.get(0).sameBits(population.get(0)));
            assertFalse(alone.get(0).sameBits(population.get(members - 1)));
        } finally {
            EngineRuntime.setThreads(before);
        }
    }

    @ParameterizedTest(name = "{0}, 3 members on {1} threads")
    @CsvSource({"-ln, 1", "-ln, 2", "-bn, 1", "-bn, 2"})
    void trainsNormalisedMembersAlikeWhoeverTrainsBesideThem(String norm, int threads) {
        Architecture network = Architectures.parse("mlp-" + SMALL.inputs() + "-6-" + SMALL.classes() + norm);
        TrainConfig config = TrainConfig.defaults().withBatchSize(4).withEpochs(3);
        int before = EngineRuntime.threads();
        try (TensorStore alone = new TensorStore(network.layout(), 1);
                TensorStore population = new TensorStore(network.layout(), 3)) {
            StateDict start = Initialisation.KAIMING_NORMAL.draw(network.layout(), new Seed(1));
            alone.put(0, start);
            for (int p = 0; p < 3; p++) {
                population.put(p, start);
            }
            PopulationTrainer trainer = new PopulationTrainer(network, formulaData(), config);
            long steps = trainer.totalSteps();
            trainer.train(alone, List.of(), seeds(1), 0, steps, TrainingListener.SILENT);
            EngineRuntime.setThreads(threads);
            trainer.train(population, List.of(), seeds(3), 0, steps, TrainingListener.SILENT);
            assertTrue(alone.get(0).sameBits(population.get(0)));
            assertTrue(alone.get(0).sameBits(population.get(2)));
            assertFalse(alone.get(0).sameBits(start));
        } finally {
            EngineRuntime.setThreads(before);
        }
    }

    @Test
    void refusesAnotherNumberOfMasksThanMembers() {
        TrainConfig config = TrainConfig.defaults().withBatchSize(4).withEpochs(1);
        try (TensorStore population = copies(formulaWeights(), 3)) {
            PopulationTrainer trainer = new PopulationTrainer(SMALL, formulaData(), config);
            List<Mask> masks = List.of(Mask.dense(LAYOUT), Mask.dense(LAYOUT));
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> trainer.train(population, masks, seeds(3), 0, 1, TrainingListener.SILENT));
            assertTrue(e.getMessage().contains("2 masks for 3 members"), e::getMessage);
        }
    }

    @Test
    void tellsOfEveryStepOnceHoweverManyGroupsThereAre() {
        TrainConfig config = TrainConfig.defaults().withBatchSize(4).withEpochs(3);
        List<Long> steps = new ArrayList<>();
        try (TensorStore population = copies(formulaWeights(), 140)) {
            PopulationTrainer trainer = new PopulationTrainer(SMALL, formulaData(), config);
            trainer.train(population, List.of(), seeds(140), 1, 5, progress -> steps.add(progress.step()));
            assertEquals(List.of(2L, 3L, 4L, 5L), steps);
            assertTrue(trainer.times().seconds().values().stream().allMatch(seconds -> seconds > 0));
        }
    }

    @Test
    void everyEpochShowsEveryExampleOnce() {
        BatchOrder order = new BatchOrder(new Seed(3), 50);
        int[] first = order.of(0).clone();
        int[] second = order.of(1).clone();
        for (int[] epoch : List.of(first, second)) {
            BitSet seen = new BitSet();
            for (int row : epoch) {
                seen.set(row);
            }
            assertEquals(50, seen.cardinality());
        }
        assertTrue(!Arrays.equals(first, second));
        assertArrayEquals(first, order.of(0));
    }

    @Test
    void everyOrderOfExamplesComesUp() {
        BatchOrder order = new BatchOrder(new Seed(8), 3);
        Set<String> seen = new HashSet<>();
        for (int epoch = 0; epoch < 200; epoch++) {
            seen.add(Arrays.toString(order.of(epoch)));
        }
        assertEquals(6, seen.size());
    }

    @Test
    void namesTheMemberAndStepOfALossThatIsNotFinite() {
        TrainConfig config = TrainConfig.defaults().withBatchSize(6).withEpochs(5);
        try (TensorStore population = copies(formulaWeights(), 2)) {
            float[] broken = formulaWeights().toArray();
            broken[3] = Float.NaN;
            population.put(1, StateDict.of(LAYOUT, broken));
            var e = assertThrows(ArithmeticException.class, () -> trainAll(config, population, seeds(2)));
            assertTrue(e.getMessage().contains("member 1") && e.getMessage().contains("step 0"), e::getMessage);
        }
    }

    @Test
    void namesAnArchitectureThatDoesNotFitTheData() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new PopulationTrainer(Mlp.of(5, 4, 2), formulaData(), TrainConfig.defaults()));
        assertTrue(e.getMessage().contains("mlp-5-4-2") && e.getMessage().contains("3 values"), e::getMessage);
    }

    private static void trainAll(TrainConfig config, TensorStore population, List<Seed> seeds) {
        PopulationTrainer trainer = new PopulationTrainer(SMALL, formulaData(), config);
        trainer.train(population, List.of(), seeds, 0, trainer.totalSteps(), TrainingListener.SILENT);
    }

    private static StateDict formulaWeights() {
        float[] flat = new float[LAYOUT.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) (Math.sin(i * 0.7 + 0.3) * 0.8);
        }
        return StateDict.of(LAYOUT, flat);
    }

    private static Examples formulaData() {
        float[] features = new float[18];
        int[] labels = new int[6];
        for (int r = 0; r < 6; r++) {
            for (int c = 0; c < 3; c++) {
                features[r * 3 + c] = (float) Math.cos(r * 1.3 + c * 0.9);
            }
            labels[r] = r % 2;
        }
        return Examples.of(features, labels, List.of(3), 2);
    }

    private static TensorStore copies(StateDict weights, int members) {
        TensorStore population = new TensorStore(LAYOUT, members);
        for (int p = 0; p < members; p++) {
            population.put(p, weights);
        }
        return population;
    }

    private static List<Seed> seeds(int members) {
        return new ArrayList<>(Collections.nCopies(members, new Seed(7)));
    }

    private static Mask randomMask(Seed seed) {
        SplittableRandom random = seed.random();
        BitSet kept = new BitSet();
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            for (int i = LAYOUT.offset(e); i < LAYOUT.offset(e + 1); i++) {
                kept.set(i, !LAYOUT.entry(e).prunable() || random.nextBoolean());
            }
        }
        return Mask.of(LAYOUT, kept);
    }

    private static float[] scaled(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }
}
