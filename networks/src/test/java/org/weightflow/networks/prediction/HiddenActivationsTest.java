package org.weightflow.networks.prediction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.HiddenSignals;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.RandomSymmetry;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Architectures;

class HiddenActivationsTest {
    /** float32 sums of up to some thousand products in another order, relative to the largest value of a signal. */
    private static final double TOLERANCE = 1e-4;

    private static final int ALL = Integer.MAX_VALUE;

    /** The statement on which matching by activations rests, for permutations, and the scales that leave correlations alone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-9-7-3",
                "mlp-6-9-7-3-bn",
                "mlp-6-9-7-3-ln",
                "lenet-5-3-4-6-in2x20x18-classes3",
                "small-cnn-width5-in2x16x19-classes3",
                "small-cnn-width4-tanh-in1x15x15",
                "cnn-s",
                "conv-2-width3-in1x8x6",
                "resnet-8-width4-in3x8x8",
                "resnet-20-width2-in2x9x8",
                "resnet-8-width3-conv-in1x8x8-classes3",
                "resnet-18-width3-in3x8x8",
                "vgg-11-bn-width4-in2x32x32",
                "vgg-13-width2-in1x32x32",
                "vit-width12-depth2-heads3-mlp2-in3x8x12-classes3"
            })
    void permutesActivationsAsItDoesWeights(String id) {
        Architecture architecture = Architectures.parse(id);
        HiddenActivations activations =
                new HiddenActivations(architecture, examples(architecture, 3), ALL, new Seed(1));
        StateDict weights = random(architecture, new Seed(2));
        StateDict before = activations.of(weights);
        for (int s = 3; s < 6; s++) {
            StateDict moved =
                    new RandomSymmetry(architecture.layout(), architecture.symmetry(), new Seed(s)).permute(weights);
            StateDict expected =
                    new RandomSymmetry(activations.layout(), activations.symmetry(), new Seed(s)).permute(before);
            assertFalse(expected.sameBits(before));
            assertClose(expected, activations.of(moved));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-784-32-32-10",
                "mlp-784-32-32-10-bn",
                "mlp-784-32-32-10-ln",
                "lenet-300-100",
                "lenet-5",
                "lenet-5-6-16-120-84-in3x32x32",
                "small-cnn",
                "small-cnn-tanh",
                "cnn-s",
                "conv-2",
                "conv-4",
                "conv-6",
                "resnet-20",
                "resnet-20-conv",
                "resnet-56",
                "resnet-18",
                "vgg-11-bn",
                "vgg-16",
                "vgg-19-bn",
                "vit"
            })
    void hearsEveryGroup(String id) {
        Architecture architecture = Architectures.parse(id);
        HiddenSignals signals = architecture.hiddenSignals();
        List<Symmetry.Group> groups = architecture.symmetry().groups();
        assertEquals(groups.size(), signals.symmetry().groups().size());
        for (int g = 0; g < groups.size(); g++) {
            Symmetry.Group heard = signals.symmetry().groups().get(g);
            assertEquals(groups.get(g).name(), heard.name());
            assertEquals(groups.get(g).units(), heard.units());
            assertEquals(groups.get(g).inside(), heard.inside());
            assertFalse(heard.places().isEmpty());
            heard.places().forEach(place -> assertEquals(0, place.axis()));
        }
        // every unit of every signal belongs to a group, heads and what is inside them counted once
        for (Layout.Entry signal : signals.layout().entries()) {
            int[] owners = new int[signal.shape().get(0)];
            for (Symmetry.Group group : signals.symmetry().groups()) {
                group.places().stream()
                        .filter(place -> group.inside() == null && place.entry().equals(signal.name()))
                        .forEach(place -> place.starts().forEach(start -> IntStream.range(start, start + place.width())
                                .forEach(k -> owners[k]++)));
            }
            assertTrue(Arrays.stream(owners).allMatch(count -> count == 1), signal.name());
        }
    }

    @Test
    void namesSignalsByTheLayerBeforeThem() {
        assertEquals(List.of("fc1:relu", "fc2:relu"), names("mlp-6-5-4-3"));
        assertEquals(List.of("bn1:relu"), names("mlp-6-5-3-bn"));
        assertEquals(
                List.of(
                        "patch_embed.proj:sum",
                        "blocks.0.attn:qkv",
                        "blocks.0.attn:heads",
                        "blocks.0.attn.proj:sum",
                        "blocks.0.mlp.fc1:gelu",
                        "blocks.0.mlp.fc2:sum"),
                names("vit-width12-depth1-heads3-mlp2"));
        assertEquals(
                List.of(
                        "bn1:relu",
                        "layer1.0.bn1:relu",
                        "layer1.0.bn2:sum",
                        "layer1.0.bn2:relu",
                        "layer2.0.bn1:relu",
                        "layer2.0.bn2:sum",
                        "layer2.0.bn2:relu",
                        "layer3.0.bn1:relu",
                        "layer3.0.bn2:sum",
                        "layer3.0.bn2:relu"),
                names("resnet-8"));
    }

    @Test
    void hasTheUnitsOfAHiddenLayerExampleByExample() {
        Architecture mlp = Architectures.parse("mlp-3-4-5-2");
        Examples data = examples(mlp, 7);
        StateDict weights = random(mlp, new Seed(2));
        StateDict activations = new HiddenActivations(mlp, data, ALL, new Seed(1)).of(weights);
        double[][] x = new double[7][];
        for (int i = 0; i < 7; i++) {
            x[i] = relu(linear(weights, "fc1", doubles(data.features(), i * 3, 3)));
            assertColumn(x[i], activations, "fc1:relu", i);
            assertColumn(relu(linear(weights, "fc2", x[i])), activations, "fc2:relu", i);
        }
    }

    /** What the second convolution makes is pooled and read by the first linear layer, channel by channel and pixel by pixel. */
    @Test
    void hasTheChannelsOfAnImagePixelByPixel() {
        Architecture network = Architectures.parse("conv-2-width2-in1x8x6");
        StateDict weights = random(network, new Seed(2));
        StateDict activations = new HiddenActivations(network, examples(network, 3), ALL, new Seed(1)).of(weights);
        assertEquals(List.of(2, 3 * 8 * 6), shape(activations, "conv2:relu"));
        for (int i = 0; i < 3; i++) {
            double[] pooled = new double[2 * 4 * 3];
            for (int k = 0; k < pooled.length; k++) {
                int corner = 48 * i + 2 * (k % 12 / 3) * 6 + 2 * (k % 3);
                int channel = k / 12;
                pooled[k] = IntStream.of(corner, corner + 1, corner + 6, corner + 7)
                        .mapToDouble(row -> value(activations, "conv2:relu", channel, row))
                        .max()
                        .orElseThrow();
            }
            assertColumn(relu(linear(weights, "fc1", pooled)), activations, "fc1:relu", i);
        }
    }

    /** From each signal of a transformer's block to the next, by the definition of attention. */
    @Test
    void hasTheFeaturesOfTokensAndInsideAttention() {
        int width = 6;
        int heads = 2;
        int tokens = 7;
        Architecture vit = Architectures.parse("vit-width6-depth1-heads2-mlp2-in3x8x12");
        StateDict weights = random(vit, new Seed(2));
        StateDict activations = new HiddenActivations(vit, examples(vit, 2), ALL, new Seed(1)).of(weights);
        String attention = "blocks.0.attn";
        for (int i = 0; i < 2 * tokens; i++) {
            double[] stream = column(activations, "patch_embed.proj:sum", i);
            double[] qkv = linear(weights, attention + ".qkv", layerNorm(weights, "blocks.0.norm1", stream));
            assertColumn(qkv, activations, attention + ":qkv", i);
            double[] mixed = new double[width];
            for (int h = 0; h < heads; h++) {
                mix(activations, i, i / tokens * tokens, tokens, h * width / heads, width / heads, mixed);
            }
            assertColumn(mixed, activations, attention + ":heads", i);
            stream = sum(stream, linear(weights, attention + ".proj", mixed));
            assertColumn(stream, activations, attention + ".proj:sum", i);
            double[] hidden = column(activations, "blocks.0.mlp.fc1:gelu", i);
            stream = sum(stream, linear(weights, "blocks.0.mlp.fc2", hidden));
            assertColumn(stream, activations, "blocks.0.mlp.fc2:sum", i);
        }
    }

    /** softmax(q k^T / sqrt d) v of one query, over the tokens of its image, for the head whose features begin at {@code start}. */
    private static void mix(StateDict activations, int query, int first, int tokens, int start, int d, double[] mixed) {
        double[] q = column(activations, "blocks.0.attn:qkv", query);
        int width = mixed.length;
        double[] weights = new double[tokens];
        for (int t = 0; t < tokens; t++) {
            double[] k = column(activations, "blocks.0.attn:qkv", first + t);
            double product = 0;
            for (int f = start; f < start + d; f++) {
                product += q[f] * k[width + f];
            }
            weights[t] = Math.exp(product / Math.sqrt(d));
        }
        double total = Arrays.stream(weights).sum();
        for (int t = 0; t < tokens; t++) {
            double[] v = column(activations, "blocks.0.attn:qkv", first + t);
            for (int f = start; f < start + d; f++) {
                mixed[f] += weights[t] / total * v[2 * width + f];
            }
        }
    }

    /** More examples than pass at once: each is as it is alone. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp-3-4-2", "small-cnn-width3-in1x16x16"})
    void goesThroughTheExamplesInBlocks(String id) {
        Architecture network = Architectures.parse(id);
        Examples data = examples(network, 2500);
        assertTrue(data.count() > 2 * Blocks.size(network, 1));
        StateDict weights = random(network, new Seed(2));
        StateDict all = new HiddenActivations(network, data, ALL, new Seed(1)).of(weights);
        for (int example : new int[] {0, 999, 1000, 1700, 2499}) {
            StateDict alone =
                    new HiddenActivations(network, data.select(new int[] {example}), ALL, new Seed(1)).of(weights);
            for (Layout.Entry signal : alone.layout().entries()) {
                int positions = signal.shape().get(1);
                for (int k = 0; k < positions; k++) {
                    double[] expected = column(alone, signal.name(), k);
                    assertColumn(expected, all, signal.name(), example * positions + k);
                }
            }
        }
    }

    @Test
    void keepsAUniformSampleOfTheRowsTheSameForAllNetworks() {
        Architecture network = Architectures.parse("small-cnn-width3-tanh-in1x32x32");
        Examples data = examples(network, 100);
        StateDict weights = random(network, new Seed(2));
        StateDict all = new HiddenActivations(network, data, ALL, new Seed(1)).of(weights);
        HiddenActivations some = new HiddenActivations(network, data, 500, new Seed(1));
        StateDict kept = some.of(weights);
        assertEquals(List.of(3, 100 * 15 * 15), shape(all, "conv1:tanh"));
        assertEquals(List.of(3, 500), shape(kept, "conv1:tanh"));
        assertTrue(new HiddenActivations(network, data, 500, new Seed(1))
                .of(weights)
                .sameBits(kept));
        assertFalse(new HiddenActivations(network, data, 500, new Seed(2))
                .of(weights)
                .sameBits(kept));

        int[] rows = rowsOf(kept, all);
        int[] quarters = new int[4];
        for (int k = 0; k < rows.length; k++) {
            assertTrue(k == 0 || rows[k] > rows[k - 1], "row " + k);
            quarters[rows[k] / (25 * 225)]++;
        }
        // 125 expected in each, with a deviation of 9.7; five of those
        assertTrue(Arrays.stream(quarters).allMatch(count -> Math.abs(count - 125) < 49), Arrays.toString(quarters));

        StateDict other = random(network, new Seed(3));
        StateDict otherKept = some.of(other);
        StateDict otherAll = new HiddenActivations(network, data, ALL, new Seed(1)).of(other);
        for (int k = 0; k < rows.length; k++) {
            assertArrayEquals(column(otherAll, "conv1:tanh", rows[k]), column(otherKept, "conv1:tanh", k));
        }
    }

    /** Where among all rows those of a sample are, by the values of the first signal. */
    private static int[] rowsOf(StateDict sample, StateDict all) {
        Map<List<Double>, Integer> rows = new HashMap<>();
        for (int k = 0; k < shape(all, "conv1:tanh").get(1); k++) {
            rows.putIfAbsent(values(all, k), k);
        }
        return IntStream.range(0, 500).map(k -> rows.get(values(sample, k))).toArray();
    }

    private static List<Double> values(StateDict activations, int row) {
        return Arrays.stream(column(activations, "conv1:tanh", row)).boxed().toList();
    }

    @Test
    void servesSeveralThreads() {
        Architecture network = Architectures.parse("resnet-8-width2-in3x8x8");
        HiddenActivations activations = new HiddenActivations(network, examples(network, 40), 300, new Seed(1));
        List<StateDict> networks = IntStream.range(0, 6)
                .mapToObj(i -> random(network, new Seed(i)))
                .toList();
        List<StateDict> oneByOne = networks.stream().map(activations::of).toList();
        List<StateDict> together =
                networks.parallelStream().map(activations::of).toList();
        for (int i = 0; i < networks.size(); i++) {
            assertClose(oneByOne.get(i), together.get(i));
        }
    }

    @Test
    void hasNothingOfANetworkWithoutHiddenUnits() {
        Architecture network = Architectures.parse("mlp-4-3");
        HiddenActivations activations = new HiddenActivations(network, examples(network, 5), ALL, new Seed(1));
        assertEquals(0, activations.layout().size());
        assertEquals(0, activations.of(random(network, new Seed(2))).layout().size());
    }

    @Test
    void refusesDataThatDoNotFit() {
        Architecture network = Architectures.parse("mlp-4-5-3");
        Examples other = examples(Architectures.parse("mlp-5-5-3"), 5);
        assertThrows(IllegalArgumentException.class, () -> new HiddenActivations(network, other, ALL, new Seed(1)));
        Examples none = examples(network, 0);
        assertThrows(IllegalArgumentException.class, () -> new HiddenActivations(network, none, ALL, new Seed(1)));
    }

    private static List<String> names(String id) {
        return Architectures.parse(id).hiddenSignals().layout().entries().stream()
                .map(Layout.Entry::name)
                .toList();
    }

    private static double[] linear(StateDict weights, String layer, double[] x) {
        FloatBuffer weight = weights.entry(layer + ".weight");
        FloatBuffer bias = weights.entry(layer + ".bias");
        double[] y = new double[bias.remaining()];
        for (int o = 0; o < y.length; o++) {
            y[o] = bias.get(o);
            for (int i = 0; i < x.length; i++) {
                y[o] += (double) weight.get(o * x.length + i) * x[i];
            }
        }
        return y;
    }

    private static double[] layerNorm(StateDict weights, String layer, double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean)
                            / Math.sqrt(variance + 1e-6)
                            * weights.entry(layer + ".weight").get(i)
                    + weights.entry(layer + ".bias").get(i);
        }
        return y;
    }

    private static double[] relu(double[] x) {
        return Arrays.stream(x).map(v -> Math.max(0, v)).toArray();
    }

    private static double[] sum(double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).toArray();
    }

    private static double[] doubles(float[] values, int start, int count) {
        return IntStream.range(start, start + count).mapToDouble(i -> values[i]).toArray();
    }

    private static List<Integer> shape(StateDict activations, String signal) {
        return activations.layout().entry(activations.layout().indexOf(signal)).shape();
    }

    private static double value(StateDict activations, String signal, int unit, int row) {
        return activations.entry(signal).get(unit * shape(activations, signal).get(1) + row);
    }

    private static double[] column(StateDict activations, String signal, int row) {
        return IntStream.range(0, shape(activations, signal).get(0))
                .mapToDouble(unit -> value(activations, signal, unit, row))
                .toArray();
    }

    private static void assertColumn(double[] expected, StateDict activations, String signal, int row) {
        assertArrayEquals(expected, column(activations, signal, row), TOLERANCE, signal + " at " + row);
    }

    private static void assertClose(StateDict expected, StateDict actual) {
        for (Layout.Entry signal : expected.layout().entries()) {
            float[] a = new float[signal.size()];
            float[] b = new float[signal.size()];
            expected.entry(signal.name()).get(a);
            actual.entry(signal.name()).get(b);
            double largest = IntStream.range(0, a.length)
                    .mapToDouble(i -> Math.abs(a[i]))
                    .max()
                    .orElse(0);
            assertArrayEquals(a, b, (float) (TOLERANCE * largest), signal.name());
        }
    }

    private static Examples examples(Architecture architecture, int count) {
        SplittableRandom random = new Seed(11).random();
        float[] features = new float[count * architecture.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return Examples.of(features, new int[count], List.of(architecture.inputs()), architecture.classes());
    }

    /** Weights of twice their usual size, so that signals do not fade; norms and statistics of order one. */
    private static StateDict random(Architecture architecture, Seed seed) {
        Layout layout = architecture.layout();
        float[] flat = Initialisation.TORCH_DEFAULT.draw(layout, seed).toArray();
        SplittableRandom random = seed.child("more").random();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                flat[i] = switch (entry.kind()) {
                    case WEIGHT -> 2 * flat[i];
                    case BIAS -> flat[i];
                    case NORM -> entry.name().endsWith("weight")
                            ? 0.5f + random.nextFloat()
                            : (float) random.nextGaussian();
                    case BUFFER -> entry.name().endsWith("var")
                            ? 0.5f + random.nextFloat()
                            : 0.3f * (float) random.nextGaussian();
                    case COUNTER -> 0;
                };
            }
        }
        return StateDict.of(layout, flat);
    }
}
