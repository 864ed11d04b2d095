package org.weightflow.canon.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;

class ActivationFeaturesTest {
    /** float32 values of norm one, from activations that float32 sums make. */
    private static final double TOLERANCE = 1e-5;

    private static final Mlp MLP = Mlp.of(6, 9, 8, 3);

    /** Against Pearson's formula on activations that are computed here, in float64. */
    @Test
    void makesTheInnerProductOfTwoUnitsTheirCorrelation() {
        Examples data = Networks.examples(MLP, 40);
        ActivationFeatures features = new ActivationFeatures(MLP, data, 40, 1000, new Seed(1));
        StateDict a = Networks.random(MLP, new Seed(2));
        StateDict b = Networks.random(MLP, new Seed(3));
        float[] x = features.of(a).toArray();
        float[] y = features.of(b).toArray();
        double[][] first = firstLayer(a, data);
        double[][] other = firstLayer(b, data);
        assertEquals(List.of(9, 40), features.layout().entry(0).shape());
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 9; j++) {
                double product = 0;
                for (int row = 0; row < 40; row++) {
                    product += (double) x[i * 40 + row] * y[j * 40 + row];
                }
                assertEquals(correlation(first[i], other[j]), product, TOLERANCE);
            }
        }
    }

    private static double[][] firstLayer(StateDict weights, Examples data) {
        double[][] units = new double[9][data.count()];
        for (int u = 0; u < 9; u++) {
            for (int n = 0; n < data.count(); n++) {
                double sum = weights.entry("fc1.bias").get(u);
                for (int i = 0; i < 6; i++) {
                    sum += (double) weights.entry("fc1.weight").get(u * 6 + i) * data.features()[n * 6 + i];
                }
                units[u][n] = Math.max(0, sum);
            }
        }
        return units;
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xy / Math.sqrt(xx * yy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mlp-6-9-8-3", "resnet-8-width4-in3x8x8", "vit-width12-depth1-heads3-mlp2-in3x8x8", "cnn-s-relu"
            })
    void centresEveryUnitAndGivesItNormOne(String id) {
        Architecture architecture = Architectures.parse(id);
        ActivationFeatures features =
                new ActivationFeatures(architecture, Networks.examples(architecture, 30), 20, 90, new Seed(1));
        StateDict values = features.of(Networks.random(architecture, new Seed(2)));
        int silent = 0;
        int units = 0;
        for (Layout.Entry signal : values.layout().entries()) {
            int rows = signal.shape().get(1);
            assertTrue(rows <= 90);
            for (int u = 0; u < signal.shape().get(0); u++) {
                double sum = 0;
                double square = 0;
                for (int k = u * rows; k < (u + 1) * rows; k++) {
                    double value = values.entry(signal.name()).get(k);
                    sum += value;
                    square += value * value;
                }
                assertEquals(0, sum, TOLERANCE);
                assertEquals(square == 0 ? 0 : 1, square, TOLERANCE);
                silent += square == 0 ? 1 : 0;
                units++;
            }
        }
        assertTrue(silent < units / 4, silent + " of " + units + " units are silent");
    }

    /** A unit that is never above zero, one that is always a large number, and one whose value varies by rounding alone. */
    @Test
    void givesUnitsThatNeverChangeNothing() {
        float[] flat = Networks.random(MLP, new Seed(2)).toArray();
        int bias = MLP.layout().offset(MLP.layout().indexOf("fc1.bias"));
        flat[bias] = -1e6f;
        flat[bias + 1] = 1e9f;
        Arrays.fill(flat, 12, 18, 3e-8f);
        flat[bias + 2] = 1;
        StateDict values = new ActivationFeatures(MLP, Networks.examples(MLP, 40), 40, 1000, new Seed(1))
                .of(StateDict.of(MLP.layout(), flat));
        for (int k = 0; k < 120; k++) {
            assertTrue(values.entry("fc1:relu").get(k) == 0, "at " + k);
        }
        assertTrue(
                IntStream.range(120, 160).anyMatch(k -> values.entry("fc1:relu").get(k) != 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-9-8-3",
                "conv-2-width3-in1x8x6",
                "resnet-8-width4-in3x8x8",
                "vit-width12-depth1-heads3-mlp2-in3x8x8"
            })
    void doesNotSeePositiveScales(String id) {
        Architecture architecture = Architectures.parse(id);
        ActivationFeatures features =
                new ActivationFeatures(architecture, Networks.examples(architecture, 30), 30, 300, new Seed(1));
        StateDict network = Networks.random(architecture, new Seed(2));
        StateDict scaled = Networks.scaled(architecture, network, new Seed(3));
        assertFalse(scaled.sameBits(network));
        assertArrayEquals(features.of(network).toArray(), features.of(scaled).toArray(), (float) TOLERANCE);
    }

    @Test
    void looksAtAsManyExamplesAsItIsToldAndTheSameForTheSameSeed() {
        Examples data = Networks.examples(MLP, 50);
        StateDict network = Networks.random(MLP, new Seed(2));
        StateDict values = new ActivationFeatures(MLP, data, 20, 1000, new Seed(1)).of(network);
        assertEquals(List.of(9, 20), values.layout().entry(0).shape());
        assertTrue(new ActivationFeatures(MLP, data, 20, 1000, new Seed(1))
                .of(network)
                .sameBits(values));
        assertFalse(new ActivationFeatures(MLP, data, 20, 1000, new Seed(4))
                .of(network)
                .sameBits(values));
    }

    @Test
    void namesTheSignalThatIsNotFinite() {
        float[] flat = Networks.random(MLP, new Seed(2)).toArray();
        flat[0] = Float.POSITIVE_INFINITY;
        ActivationFeatures features = new ActivationFeatures(MLP, Networks.examples(MLP, 40), 40, 1000, new Seed(1));
        StateDict values = features.of(StateDict.of(MLP.layout(), flat));
        WeightMatching matching = new WeightMatching(features.symmetry(), MatchingConfig.defaults());
        var e = assertThrows(IllegalArgumentException.class, () -> matching.match(values, values, new Seed(1)));
        assertTrue(e.getMessage().contains("fc1:relu"), e::getMessage);
    }

    @Test
    void refusesMoreExamplesThanThereAre() {
        Examples data = Networks.examples(MLP, 50);
        var e = assertThrows(
                IllegalArgumentException.class, () -> new ActivationFeatures(MLP, data, 51, 1000, new Seed(1)));
        assertTrue(e.getMessage().contains("51") && e.getMessage().contains("50"), e::getMessage);
    }
}
