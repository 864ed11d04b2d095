package org.weightflow.networks.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.engine.TensorStore;

/** How state is kept while networks with normalisation are trained. */
class BatchNormTrainingTest {
    /** Kernels are picked by the number of members; twenty steps magnify their rounding. */
    private static final float TOLERANCE = 1e-3f;

    private static final int STEPS = 20;

    @ParameterizedTest
    @ValueSource(strings = {"mlp-32-6-5-3-bn", "resnet-8-width2-in2x4x4-classes3"})
    void learnsAndCountsBatchesMemberByMember(String id) {
        Architecture architecture = Architectures.parse(id);
        List<Double> losses = new ArrayList<>();
        List<StateDict> together = train(architecture, List.of(3, 4, 5), List.of(), losses);
        assertTrue(losses.get(STEPS - 1) < 0.8 * losses.get(0), losses::toString);
        StateDict alone =
                train(architecture, List.of(4), List.of(), new ArrayList<>()).get(0);
        assertArrayEquals(alone.toArray(), together.get(1).toArray(), TOLERANCE);
        for (Layout.Entry entry : architecture.layout().entries()) {
            if (entry.kind() == Layout.Kind.COUNTER) {
                assertEquals(STEPS, together.get(1).entry(entry.name()).get(0));
            }
            if (entry.kind() == Layout.Kind.BUFFER) {
                assertFalse(start(architecture, 4)
                        .entry(entry.name())
                        .equals(together.get(1).entry(entry.name())));
            }
        }
    }

    @Test
    void maskedNetworksKeepTheirState() {
        Architecture architecture = Architectures.parse("mlp-32-6-5-3-bn");
        Layout layout = architecture.layout();
        BitSet kept = new BitSet();
        kept.set(0, layout.size());
        kept.clear(0, layout.entry(0).size() / 2);
        Mask mask = Mask.of(layout, kept);
        StateDict trained = train(architecture, List.of(3), List.of(mask), new ArrayList<>())
                .get(0);
        assertTrue(mask.apply(trained).sameBits(trained));
        assertEquals(STEPS, trained.entry("bn2.num_batches_tracked").get(0));
    }

    @Test
    void namesTheLayerWhoseLastBatchIsOneExample() {
        Architecture architecture = Architectures.parse("mlp-32-6-5-3-bn");
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> train(architecture, List.of(3), List.of(), new ArrayList<>(), 41));
        assertTrue(e.getMessage().contains("bn1: a batch of one value"), e::getMessage);
    }

    private static List<StateDict> train(
            Architecture architecture, List<Integer> seeds, List<Mask> masks, List<Double> losses) {
        return train(architecture, seeds, masks, losses, 40);
    }

    private static List<StateDict> train(
            Architecture architecture, List<Integer> seeds, List<Mask> masks, List<Double> losses, int examples) {
        try (TensorStore store = new TensorStore(architecture.layout(), seeds.size())) {
            for (int p = 0; p < seeds.size(); p++) {
                store.put(p, start(architecture, seeds.get(p)));
            }
            // Not Adam: the gradient of a bias before normalisation is rounding alone, which Adam magnifies to whole
            // steps.
            TrainConfig config = TrainConfig.defaults()
                    .withOptimizer(Sgd.defaults())
                    .withBatchSize(20)
                    .withEpochs(10)
                    .withLearningRate(0.1);
            new PopulationTrainer(architecture, data(examples), config)
                    .train(
                            store,
                            masks,
                            seeds.stream().map(seed -> new Seed(seed)).toList(),
                            0,
                            STEPS,
                            progress -> losses.add(progress.meanLoss()));
            List<StateDict> trained = new ArrayList<>();
            for (int p = 0; p < seeds.size(); p++) {
                trained.add(store.get(p));
            }
            return trained;
        }
    }

    private static StateDict start(Architecture architecture, int seed) {
        return Initialisation.KAIMING_NORMAL.draw(architecture.layout(), new Seed(seed));
    }

    /** Three classes, each bright in its own third of the values. */
    private static Examples data(int count) {
        SplittableRandom random = new Seed(12).random();
        float[] features = new float[count * 32];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++) {
            labels[n] = n % 3;
            for (int i = 0; i < 32; i++) {
                features[n * 32 + i] = (float) random.nextGaussian() + (i / 11 == labels[n] ? 2 : 0);
            }
        }
        return Examples.of(features, labels, List.of(2, 4, 4), 3);
    }
}
