package org.weightflow.generator;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.canon.matching.Members;
import org.weightflow.datasets.Examples;
import org.weightflow.generator.flow.CheckpointChoice;
import org.weightflow.generator.flow.FlowConfig;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;

/** Small populations, drawn or trained within the tests. */
public final class TestZoo {
    public static final Mlp MLP = Mlp.of(4, 8, 3);
    /** The same with batch normalisation. */
    public static final Mlp NORMALISED = new Mlp(List.of(4, 8, 3), Mlp.Norm.BATCH);

    private TestZoo() {}

    /** A fit of a few dozen steps, for what does not depend on how good the flow is. */
    public static GeneratorConfig quick() {
        return GeneratorConfig.defaults()
                .withChoice(CheckpointChoice.last())
                .withFlow(FlowConfig.defaults().toBuilder()
                        .hidden(16)
                        .blocks(1)
                        .timeFeatures(4)
                        .batch(16)
                        .steps(30)
                        .evaluationInterval(10)
                        .heldOut(0.2)
                        .build());
    }

    /** Independent Gaussian networks. */
    public static List<StateDict> random(int count, long seed) {
        return IntStream.range(0, count)
                .mapToObj(i -> Initialisation.KAIMING_NORMAL.draw(MLP.layout(), new Seed(seed).child(i)))
                .toList();
    }

    public static ZooSource dense(int count, long seed) {
        return ZooSource.of(MLP, Members.of(random(count, seed)));
    }

    /** Networks under masks that keep the given number of random values in each of the two prunable entries. */
    public static ZooSource sparse(List<int[]> kept, boolean shared, long seed) {
        List<Mask> masks = IntStream.range(0, kept.size())
                .mapToObj(i -> mask(kept.get(i), new Seed(seed).child(shared ? 0 : i)))
                .toList();
        List<StateDict> weights = random(kept.size(), seed);
        return ZooSource.of(
                MLP, Members.of(kept.size(), i -> masks.get(i).apply(weights.get(i)), i -> Optional.of(masks.get(i))));
    }

    private static Mask mask(int[] kept, Seed seed) {
        SplittableRandom random = seed.random();
        BitSet bits = new BitSet();
        int prunable = 0;
        for (int e = 0; e < MLP.layout().entries().size(); e++) {
            int from = MLP.layout().offset(e);
            int to = MLP.layout().offset(e + 1);
            if (!MLP.layout().entry(e).prunable()) {
                bits.set(from, to);
                continue;
            }
            int missing = kept[prunable++];
            while (missing > 0) {
                int i = random.nextInt(from, to);
                missing -= bits.get(i) ? 0 : 1;
                bits.set(i);
            }
        }
        return Mask.of(MLP.layout(), bits);
    }

    /** Three flowers of four measures each, 50 rows a class, drawn about their own centres. */
    public static Examples flowers(long seed) {
        double[][] centres = {{5.0, 3.4, 1.5, 0.2}, {5.9, 2.8, 4.3, 1.3}, {6.6, 3.0, 5.6, 2.0}};
        SplittableRandom random = new Seed(seed).random();
        float[] features = new float[150 * 4];
        int[] labels = new int[150];
        for (int row = 0; row < 150; row++) {
            labels[row] = row % 3;
            for (int f = 0; f < 4; f++) {
                features[row * 4 + f] = (float) (centres[row % 3][f] + 0.3 * random.nextGaussian() - 3);
            }
        }
        return Examples.of(features, labels, List.of(4), 3);
    }

    /** Statistics of {@link #NORMALISED} from so many flowers. */
    public static BatchNormEstimation statistics(int images) {
        return BatchNormEstimation.of(NORMALISED, flowers(1), images, new Seed(6));
    }

    /** The same networks with running statistics and counters that have nothing to do with them. */
    public static List<StateDict> garbled(List<StateDict> networks) {
        SplittableRandom random = new Seed(13).random();
        return networks.stream()
                .map(network -> {
                    Layout layout = network.layout();
                    float[] flat = network.toArray();
                    for (int e = 0; e < layout.entries().size(); e++) {
                        for (int d = layout.offset(e); d < layout.offset(e + 1); d++) {
                            flat[d] = layout.entry(e).kind().isLearnable() ? flat[d] : random.nextInt(50);
                        }
                    }
                    return StateDict.of(layout, flat);
                })
                .toList();
    }

    /** Networks of one initialisation, each trained in its own order of the examples. */
    public static List<StateDict> trained(Mlp architecture, Examples examples, int count) {
        StateDict start = Initialisation.TORCH_DEFAULT.draw(architecture.layout(), new Seed(3));
        List<Seed> seeds =
                IntStream.range(0, count).mapToObj(i -> new Seed(4).child(i)).toList();
        try (TensorStore population = new TensorStore(architecture.layout(), count)) {
            IntStream.range(0, count).forEach(i -> population.put(i, start));
            TrainConfig config = TrainConfig.defaults()
                    .withLearningRate(1e-2)
                    .withBatchSize(16)
                    .withEpochs(10);
            PopulationTrainer trainer = new PopulationTrainer(architecture, examples, config);
            trainer.train(population, List.of(), seeds, 0, trainer.totalSteps(), TrainingListener.SILENT);
            return IntStream.range(0, count).mapToObj(population::get).toList();
        }
    }
}
