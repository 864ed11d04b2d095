package org.weightflow.networks.prediction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;

/** That a pass estimates what PyTorch does is NetworkTest's. */
class BatchNormEstimationTest {
    /** float32 means of some dozen values of order one. */
    private static final float TOLERANCE = 1e-5f;

    private static final Architecture MLP = Architectures.parse("mlp-3-4-2-bn");
    private static final Examples DATA = random(29, 3, 2);
    private static final Seed SEED = new Seed(21);

    /** Mean, and mean over batches of the unbiased variance, of what the first layer makes of the chosen images. */
    @ParameterizedTest(name = "{0} images in batches of {1}")
    @CsvSource({"29, 29", "24, 24", "24, 8", "24, 7", "29, 8"})
    void isTheMeanOverBatchesOfTheirMoments(int images, int batchSize) {
        StateDict weights = draw(MLP, 3);
        StateDict estimated = new BatchNormEstimation(MLP, DATA, images, batchSize, SEED)
                .estimate(List.of(weights))
                .get(0);
        int[] order = Shuffle.permutation(29, SEED.random());
        int batches = (images + batchSize - 1) / batchSize;
        for (int unit = 0; unit < 4; unit++) {
            double mean = 0;
            double variance = 0;
            for (int b = 0; b < batches; b++) {
                int u = unit;
                double[] x = IntStream.range(b * images / batches, (b + 1) * images / batches)
                        .mapToDouble(i -> firstLayer(weights, u, order[i]))
                        .toArray();
                double own = IntStream.range(0, x.length).mapToDouble(i -> x[i]).sum() / x.length;
                mean += own / batches;
                variance += IntStream.range(0, x.length)
                                .mapToDouble(i -> (x[i] - own) * (x[i] - own))
                                .sum()
                        / (x.length - 1)
                        / batches;
            }
            assertEquals(mean, estimated.entry("bn1.running_mean").get(unit), TOLERANCE);
            assertEquals(variance, estimated.entry("bn1.running_var").get(unit), TOLERANCE);
        }
        assertEquals(batches, estimated.entry("bn1.num_batches_tracked").get(0));
    }

    @Test
    void changesNothingButStateAndTreatsEachNetworkAsAlone() {
        BatchNormEstimation estimation = new BatchNormEstimation(MLP, DATA, 20, 6, SEED);
        List<StateDict> networks =
                IntStream.range(0, 7).mapToObj(i -> draw(MLP, i)).toList();
        List<StateDict> estimated = estimation.estimate(networks);
        for (int i = 0; i < networks.size(); i++) {
            StateDict alone = estimation.estimate(List.of(networks.get(i))).get(0);
            assertArrayEquals(alone.toArray(), estimated.get(i).toArray(), TOLERANCE);
            for (Layout.Entry entry : MLP.layout().entries()) {
                assertEquals(
                        entry.kind().isLearnable(),
                        networks.get(i)
                                .entry(entry.name())
                                .equals(estimated.get(i).entry(entry.name())),
                        entry.name());
            }
        }
        assertTrue(estimated.get(0).sameBits(estimation.estimate(networks).get(0)));
    }

    /** What was there before, even NaN, does not count. */
    @Test
    void forgetsTheStatisticsThatItReplaces() {
        StateDict weights = draw(MLP, 1);
        float[] flat = weights.toArray();
        for (String name : List.of("bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked")) {
            flat[MLP.layout().offset(MLP.layout().indexOf(name))] = Float.NaN;
        }
        BatchNormEstimation estimation = new BatchNormEstimation(MLP, DATA, 20, 6, SEED);
        assertTrue(estimation
                .estimate(List.of(StateDict.of(MLP.layout(), flat)))
                .get(0)
                .sameBits(estimation.estimate(List.of(weights)).get(0)));
    }

    @Test
    void leavesNetworksWithoutStatisticsAsTheyAre() {
        Architecture plain = Architectures.parse("mlp-3-4-2");
        StateDict weights = draw(plain, 1);
        assertSame(
                weights,
                new BatchNormEstimation(plain, DATA, 20, 6, SEED)
                        .estimate(List.of(weights))
                        .get(0));
    }

    @Test
    void refusesMoreImagesThanThereAre() {
        var e = assertThrows(IllegalArgumentException.class, () -> new BatchNormEstimation(MLP, DATA, 30, 6, SEED));
        assertTrue(e.getMessage().contains("images 30") && e.getMessage().contains("29"), e::getMessage);
    }

    @Test
    void refusesBatchesOfOneValue() {
        BatchNormEstimation estimation = new BatchNormEstimation(MLP, DATA, 3, 1, SEED);
        var e = assertThrows(IllegalArgumentException.class, () -> estimation.estimate(List.of(draw(MLP, 1))));
        assertTrue(e.getMessage().contains("bn1: a batch of one value"), e::getMessage);
    }

    private static double firstLayer(StateDict weights, int unit, int row) {
        FloatBuffer w = weights.entry("fc1.weight");
        double sum = weights.entry("fc1.bias").get(unit);
        for (int i = 0; i < 3; i++) {
            sum += (double) w.get(unit * 3 + i) * DATA.features()[row * 3 + i];
        }
        return sum;
    }

    private static StateDict draw(Architecture architecture, long seed) {
        return Initialisation.TORCH_DEFAULT.draw(architecture.layout(), new Seed(seed));
    }

    private static Examples random(int count, int width, int classes) {
        SplittableRandom random = new Seed(11).random();
        float[] features = new float[count * width];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = IntStream.range(0, count).map(i -> i % classes).toArray();
        return Examples.of(features, labels, List.of(width), classes);
    }
}
