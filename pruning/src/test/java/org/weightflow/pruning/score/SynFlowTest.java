package org.weightflow.pruning.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;

class SynFlowTest {
    private static final Seed NO_DRAW = new Seed(0);
    /** Relative, in float64. */
    private static final double ROUNDING = 1e-12;

    /** W1 = [[1, -2], [3, 4]], W2 = [[1, -1]]: hidden magnitudes 3 and 7, R = 10. */
    @Test
    void isTheFlowThroughFourPaths() {
        ScoringData data = ScoreFixture.data("mlp-2-2-1", 2, new Seed(1));
        Layout layout = data.architecture().layout();
        float[] flat = {1, -2, 3, 4, 0, 0, 1, -1, 0};
        assertEquals(
                List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"),
                layout.entries().stream().map(Layout.Entry::name).toList());
        double[] scores = new SynFlow().score(data, StateDict.of(layout, flat), ScoreFixture.dense(data), NO_DRAW);
        assertArrayEquals(new double[] {1, 2, 3, 4, 0, 0, 3, 7, 0}, scores);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp-8-7-6-5-3", "lenet-5-3-4-6-in2x20x18-classes3", "conv-2-width2-in1x8x6"})
    void layersCarryTheSameFlow(String id) {
        ScoringData data = ScoreFixture.data(id, 10, new Seed(1));
        Layout layout = data.architecture().layout();
        double[] scores =
                new SynFlow().score(data, ScoreFixture.fresh(data, new Seed(3)), ScoreFixture.dense(data), NO_DRAW);
        double total = Double.NaN;
        for (Layout.Entry entry : layout.entries()) {
            if (entry.prunable()) {
                double sum = ScoreFixture.sum(ScoreFixture.entry(layout, scores, entry.name()));
                total = Double.isNaN(total) ? sum : total;
                assertEquals(total, sum, ROUNDING * total, entry.name());
            }
        }
        assertTrue(total > 0);
    }

    /** A bias of layer k feeds what lies behind it: with the biases from layer l on, the weights of l carry all of R. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp-8-7-6-5-3", "lenet-5-3-4-6-in2x20x18-classes3"})
    void biasesAddToTheFlowBehindThem(String id) {
        ScoringData data = ScoreFixture.data(id, 10, new Seed(1));
        Layout layout = data.architecture().layout();
        double[] flow = SynFlow.flow(data, ScoreFixture.candidates(data, ScoreFixture.biased(data, new Seed(3))));
        double total = ScoreFixture.sum(flow)
                - layout.entries().stream()
                        .filter(entry -> entry.prunable())
                        .skip(1)
                        .mapToDouble(entry -> ScoreFixture.sum(ScoreFixture.entry(layout, flow, entry.name())))
                        .sum();
        double biases = 0;
        for (int e = layout.entries().size() - 2; e >= 0; e -= 2) {
            double bias = ScoreFixture.sum(
                    ScoreFixture.entry(layout, flow, layout.entry(e + 1).name()));
            assertTrue(bias > 0, layout.entry(e + 1).name());
            biases += bias;
            double weights = ScoreFixture.sum(
                    ScoreFixture.entry(layout, flow, layout.entry(e).name()));
            assertEquals(
                    total, weights + biases, ROUNDING * total, layout.entry(e).name());
        }
    }

    /** In and out of each hidden unit, biases among what comes in, wherever scales may move between layers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-8-7-6-5-3",
                "lenet-5-3-4-6-in2x20x18-classes3",
                "conv-2-width2-in1x8x6",
                "resnet-8-width4-in2x8x8-classes3",
                "resnet-8-width2-conv-in1x8x8-classes3",
                "vgg-11-bn-width2-in1x32x32"
            })
    void unitsPassOnWhatTheyReceive(String id) {
        ScoringData data = ScoreFixture.data(id, 10, new Seed(1));
        Layout layout = data.architecture().layout();
        double[] flow = SynFlow.flow(data, ScoreFixture.candidates(data, ScoreFixture.biased(data, new Seed(3))));
        List<Symmetry.Scale> scales = data.architecture().symmetry().scales();
        assertTrue(!scales.isEmpty());
        for (Symmetry.Scale scale : scales) {
            double[] in = ScoreFixture.unitSums(layout, flow, scale.units(), scale.up());
            double[] out = ScoreFixture.unitSums(layout, flow, scale.units(), scale.down());
            for (int u = 0; u < scale.units(); u++) {
                assertTrue(in[u] > 0, scale.name());
                assertEquals(in[u], out[u], ROUNDING * in[u], scale.name() + " " + u);
            }
        }
    }

    /**
     * Normalisation by running statistics is a scale a channel, so of a fresh network the kernels of a channel carry what its scale
     * does; and where nothing runs beside them, at the first convolution and the last layer, they carry R.
     */
    @Test
    void normalisationPassesOnWhatConvolutionsGiveIt() {
        ScoringData data = ScoreFixture.data("resnet-8-width4-in2x8x8-classes3", 10, new Seed(1));
        Layout layout = data.architecture().layout();
        double[] flow = SynFlow.flow(data, ScoreFixture.candidates(data, ScoreFixture.fresh(data, new Seed(3))));
        double total = ScoreFixture.sum(ScoreFixture.entry(layout, flow, "linear.weight"));
        assertEquals(total, ScoreFixture.sum(ScoreFixture.entry(layout, flow, "conv1.weight")), ROUNDING * total);
        int pairs = 0;
        for (Layout.Entry entry : layout.entries()) {
            if (entry.name().contains("conv")) {
                double[] scales = ScoreFixture.entry(layout, flow, entry.name().replace("conv", "bn"));
                double[] kernels = ScoreFixture.entry(layout, flow, entry.name());
                for (int c = 0; c < scales.length; c++) {
                    int size = kernels.length / scales.length;
                    double in = ScoreFixture.sum(Arrays.copyOfRange(kernels, c * size, (c + 1) * size));
                    assertEquals(scales[c], in, ROUNDING * in, entry.name());
                }
                pairs++;
            }
        }
        assertEquals(7, pairs);
        for (String block : List.of("layer1.0", "layer2.0", "layer3.0")) {
            double first = ScoreFixture.sum(ScoreFixture.entry(layout, flow, block + ".conv1.weight"));
            double second = ScoreFixture.sum(ScoreFixture.entry(layout, flow, block + ".conv2.weight"));
            assertEquals(first, second, ROUNDING * first, block);
            assertTrue(first < total, "a part of the flow runs beside the block");
        }
    }

    @Test
    void doesNotSeeSigns() {
        for (String id : List.of("mlp-8-7-6-5-3", "resnet-8-width2-in2x8x8-classes3")) {
            ScoringData data = ScoreFixture.data(id, 10, new Seed(1));
            StateDict weights = ScoreFixture.biased(data, new Seed(3));
            float[] flat = weights.toArray();
            SplittableRandom random = new Seed(5).random();
            for (int i = 0; i < flat.length; i++) {
                if (weights.layout().entry(weights.layout().entryAt(i)).kind().isLearnable() && random.nextBoolean()) {
                    flat[i] = -flat[i];
                }
            }
            assertArrayEquals(
                    new SynFlow().score(data, weights, ScoreFixture.dense(data), NO_DRAW),
                    new SynFlow().score(data, StateDict.of(weights.layout(), flat), ScoreFixture.dense(data), NO_DRAW));
        }
    }

    /** A unit that nothing leaves passes nothing on, so its own weights score zero. */
    @Test
    void cutsThePathsOfAMask() {
        ScoringData data = ScoreFixture.data("mlp-2-2-1", 2, new Seed(1));
        Layout layout = data.architecture().layout();
        StateDict weights = StateDict.of(layout, new float[] {1, -2, 3, 4, 0, 0, 1, -1, 0});
        BitSet kept = ScoreFixture.dense(data).toBitSet();
        kept.clear(7);
        double[] scores = new SynFlow().score(data, weights, Mask.of(layout, kept), NO_DRAW);
        assertArrayEquals(new double[] {1, 2, 0, 0, 0, 0, 3, 0, 0}, scores);
    }

    /** Five layers of weights near 1e9: R is near 1e50, far beyond float32. Beyond float64 the entry is named. */
    @Test
    void reachesAsFarAsFloat64() {
        ScoringData data = ScoreFixture.data("mlp-8-7-7-6-5-3", 10, new Seed(1));
        double[] scores = new SynFlow().score(data, scaled(data, 1e9f), ScoreFixture.dense(data), NO_DRAW);
        assertTrue(Arrays.stream(scores).max().orElseThrow() > 1e45);
        ScoringData deep = ScoreFixture.data("mlp-8-7-7-7-7-7-7-7-7-7-7-7-7-3", 10, new Seed(1));
        var e = assertThrows(ArithmeticException.class, () -> new SynFlow()
                .score(deep, scaled(deep, 1e30f), ScoreFixture.dense(deep), NO_DRAW));
        assertTrue(e.getMessage().startsWith("fc1.weight: the SynFlow score of value 0"), e::getMessage);
    }

    private static StateDict scaled(ScoringData data, float factor) {
        float[] flat = ScoreFixture.fresh(data, new Seed(3)).toArray();
        for (int i = 0; i < flat.length; i++) {
            flat[i] *= factor;
        }
        return StateDict.of(data.architecture().layout(), flat);
    }
}
