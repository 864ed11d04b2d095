package org.weightflow.networks.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.ForwardPass;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Parameters;
import org.weightflow.networks.RandomSymmetry;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.engine.Leaves;
import org.weightflow.networks.engine.NoGradient;
import org.weightflow.networks.engine.SharedMemory;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.gradient.NetworkGradient;

/** What every network keeps to, whatever its layers are. */
class NetworkTest {
    /** float32 sums of up to some thousand products of values of order one, in another order. */
    private static final float TOLERANCE = 1e-4f;
    /** Batch statistics of few values magnify rounding by one over their deviation. */
    private static final float TRAINING_TOLERANCE = 1e-3f;

    private static final int BATCH = 3;

    /** Networks that PyTorch computed. */
    static List<String> fixtures() {
        return List.of(
                "mlp-6-5-4-3",
                "mlp-6-5-4-3-bn",
                "mlp-6-5-4-3-ln",
                "lenet-5-3-4-6-in2x20x18-classes3",
                "lenet-5-2-3-7-5-classes4",
                "small-cnn-width4-in2x16x19-classes3",
                "small-cnn-width3-tanh-in1x15x15",
                "small-cnn-width3-gelu-in1x15x15",
                "small-cnn-width3-leakyrelu-in1x15x15",
                "small-cnn-width3-sigmoid-in1x15x15",
                "small-cnn-width3-silu-in1x15x15",
                "cnn-s",
                "cnn-s-relu",
                "conv-2-width2-in1x8x6",
                "conv-4-width2-in3x8x8",
                "conv-6-width2-in2x9x8-classes3",
                "resnet-14-width2-in3x9x8",
                "resnet-8-width2-conv-in1x8x8-classes3",
                "resnet-18-width1-in3x16x16",
                "vgg-11-bn-width1-in1x32x32",
                "vgg-13-width1-in1x32x32",
                "vit-width8-depth2-heads2-mlp2-in3x8x12-classes3");
    }

    /** Networks of several units in each group, which the fixtures of the deepest ones are too narrow for. */
    static List<String> wider() {
        return List.of(
                "resnet-8-width4-in3x8x8",
                "resnet-18-width4-in3x8x8",
                "vgg-11-bn-width4-in2x32x32",
                "vgg-16-width3",
                "vit-patch2-width18-depth1-in1x4x4");
    }

    /** Full-size networks whose layout PyTorch printed. */
    static List<String> layouts() {
        return List.of(
                "mlp-784-300-100-10",
                "mlp-784-32-32-10-bn",
                "mlp-784-32-32-10-ln",
                "lenet-5",
                "lenet-5-6-16-120-84",
                "lenet-5-6-16-120-84-in3x32x32",
                "small-cnn",
                "cnn-s",
                "cnn-s-in3x28x28",
                "conv-2",
                "conv-4",
                "conv-6",
                "resnet-20",
                "resnet-20-conv",
                "resnet-18",
                "vgg-11-bn",
                "vgg-16-bn",
                "vit");
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void agreesWithPyTorch(String id) throws IOException {
        NetworkFixture fixture = NetworkFixture.of(id);
        float[] logits = logits(fixture.architecture(), List.of(fixture.state()), fixture.floats("inputs"), false);
        assertArrayEquals(fixture.floats("logits"), logits, TOLERANCE);
    }

    /** One step in training mode: logits, gradients, and what the step leaves behind. */
    @ParameterizedTest
    @MethodSource("fixtures")
    void trainsAsPyTorchDoes(String id) throws IOException {
        NetworkFixture fixture = NetworkFixture.of(id);
        Architecture architecture = fixture.architecture();
        long[] labels = fixture.longs("labels");
        try (TensorStore store = new TensorStore(architecture.layout(), 2);
                NDManager manager = NDManager.newBaseManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            StateDict other = random(architecture, new Seed(2));
            store.put(0, other);
            store.put(1, fixture.state());
            NDArray inputs = repeated(manager, fixture.floats("inputs"), labels.length, 2);
            NDArray targets = manager.create(concat(labels, labels), new Shape(2, labels.length, 1));
            Leaves leaves = store.leaves();
            NDArray logits;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                logits = architecture.forward(ForwardPass.training(leaves), inputs);
                collector.backward(logits.logSoftmax(-1)
                        .gather(targets, 2)
                        .neg()
                        .squeeze(2)
                        .mean(new int[] {1}));
            }
            float[] both = logits.toFloatArray();
            assertArrayEquals(
                    fixture.floats("training"),
                    Arrays.copyOfRange(both, both.length / 2, both.length),
                    TRAINING_TOLERANCE);
            for (int e = 0; e < architecture.layout().entries().size(); e++) {
                Layout.Entry entry = architecture.layout().entry(e);
                if (fixture.has("gradient/" + entry.name())) {
                    float[] gradient = second(leaves.gradient(e), entry.size());
                    assertArrayEquals(
                            fixture.floats("gradient/" + entry.name()), gradient, TRAINING_TOLERANCE, entry.name());
                }
                float[] after = second(store.memory(e), entry.size());
                if (!entry.kind().isLearnable()) {
                    assertArrayEquals(fixture.floats("after/" + entry.name()), after, TOLERANCE, entry.name());
                }
            }
        }
    }

    /** float64 in every layer: a single array of float32 on the way would leave its rounding in the logits. */
    @ParameterizedTest
    @MethodSource("fixtures")
    void computesInFloat64WhatItDoesInFloat32(String id) throws IOException {
        NetworkFixture fixture = NetworkFixture.of(id);
        Architecture architecture = fixture.architecture();
        try (NoGradient off = new NoGradient();
                TensorStore store = new TensorStore(architecture.layout(), 2);
                NDManager manager = NDManager.newBaseManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            store.put(0, random(architecture, new Seed(2)));
            store.put(1, fixture.state());
            float[] values = fixture.floats("inputs");
            NDArray inputs = SharedMemory.copyOf(
                    manager, values, new Shape(values.length / architecture.inputs(), architecture.inputs()));
            NDArray precise = inputs.toType(DataType.FLOAT64, true);
            Parameters wide = name -> store.get(name).toType(DataType.FLOAT64, true);
            NDArray logits = architecture.forward(ForwardPass.evaluation(wide), precise);
            assertEquals(DataType.FLOAT64, logits.getDataType());
            float[] expected =
                    architecture.forward(ForwardPass.evaluation(store), inputs).toFloatArray();
            assertArrayEquals(expected, logits.toType(DataType.FLOAT32, true).toFloatArray(), TOLERANCE);
            // The same network in another order of sums differs by rounding: that of float64, if it is used throughout.
            Parameters first = name -> wide.get(name).get(new NDIndex("1:"));
            NDArray alone = architecture.forward(ForwardPass.evaluation(first), precise);
            double[] side = logits.get(1).toDoubleArray();
            assertArrayEquals(side, alone.toDoubleArray(), 1e-12);
        }
    }

    /** The logits of training, but nothing moves, not even the counters. */
    @ParameterizedTest
    @MethodSource("fixtures")
    void normalisesByTheBatchWithoutMovingStatistics(String id) throws IOException {
        NetworkFixture fixture = NetworkFixture.of(id);
        Architecture architecture = fixture.architecture();
        try (NoGradient off = new NoGradient();
                TensorStore store = new TensorStore(architecture.layout(), 1);
                NDManager manager = NDManager.newBaseManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            store.put(0, fixture.state());
            NDArray inputs = repeated(manager, fixture.floats("inputs"), fixture.longs("labels").length, 1);
            NDArray logits = architecture.forward(ForwardPass.batchStatistics(store), inputs);
            assertArrayEquals(fixture.floats("training"), logits.toFloatArray(), TRAINING_TOLERANCE);
            assertTrue(fixture.state().sameBits(store.get(0)));
            // Nor where the statistics of the batch are not finite, of which even no share would be NaN.
            NDArray boundless = manager.full(inputs.getShape(), Float.POSITIVE_INFINITY);
            architecture.forward(ForwardPass.batchStatistics(store), boundless);
            assertTrue(fixture.state().sameBits(store.get(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void hasPyTorchsGradientInFloat64(String id) throws IOException {
        NetworkFixture fixture = NetworkFixture.of(id);
        Architecture architecture = fixture.architecture();
        Layout layout = architecture.layout();
        int[] labels = Arrays.stream(fixture.longs("labels"))
                .mapToInt(Math::toIntExact)
                .toArray();
        Examples batch =
                Examples.of(fixture.floats("inputs"), labels, List.of(architecture.inputs()), architecture.classes());
        double[] point = new double[layout.size()];
        float[] state = fixture.state().toArray();
        Arrays.setAll(point, i -> state[i]);
        double[] gradient = new NetworkGradient(architecture, NetworkGradient.Statistics.BATCH)
                .crossEntropy(batch)
                .at(point)
                .derivatives();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            if (fixture.has("gradient/" + entry.name())) {
                float[] expected = fixture.floats("gradient/" + entry.name());
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], gradient[layout.offset(e) + i], TRAINING_TOLERANCE, entry.name());
                }
            }
        }
    }

    /** Two batches, the halves of the inputs. */
    @ParameterizedTest
    @MethodSource("fixtures")
    void estimatesStatisticsAsPyTorchDoes(String id) throws IOException {
        NetworkFixture fixture = NetworkFixture.of(id);
        Architecture architecture = fixture.architecture();
        float[] inputs = fixture.floats("inputs");
        int half = inputs.length / 2;
        try (NoGradient off = new NoGradient();
                TensorStore store = new TensorStore(architecture.layout(), 2);
                NDManager manager = NDManager.newBaseManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            store.put(0, random(architecture, new Seed(2)));
            store.put(1, fixture.state());
            for (int batch = 0; batch < 2; batch++) {
                float[] part = Arrays.copyOfRange(inputs, batch * half, (batch + 1) * half);
                NDArray x = SharedMemory.copyOf(
                        manager, part, new Shape(half / architecture.inputs(), architecture.inputs()));
                architecture.forward(ForwardPass.estimation(store, batch + 1), x);
            }
            for (Layout.Entry entry : architecture.layout().entries()) {
                if (!entry.kind().isLearnable()) {
                    float[] values = store.get(1).toArray();
                    int from =
                            architecture.layout().offset(architecture.layout().indexOf(entry.name()));
                    assertArrayEquals(
                            fixture.floats("estimated/" + entry.name()),
                            Arrays.copyOfRange(values, from, from + entry.size()),
                            TRAINING_TOLERANCE,
                            entry.name());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void computesMembersSideBySideAsAlone(String id) {
        Architecture architecture = Architectures.parse(id);
        List<StateDict> members = IntStream.range(0, 3)
                .mapToObj(i -> random(architecture, new Seed(5).child(i)))
                .toList();
        float[] inputs = normal(architecture.inputs() * BATCH, new Seed(6));
        float[] shared = logits(architecture, members, inputs, false);
        assertArrayEquals(shared, logits(architecture, members, inputs, true), TOLERANCE);
        int each = BATCH * architecture.classes();
        for (int p = 0; p < members.size(); p++) {
            assertArrayEquals(
                    logits(architecture, List.of(members.get(p)), inputs, false),
                    Arrays.copyOfRange(shared, p * each, (p + 1) * each),
                    TOLERANCE,
                    "member " + p);
        }
    }

    /** Permutations only change the order of sums; scales are powers of two, which round nothing; the rest rounds each value. */
    @ParameterizedTest
    @MethodSource({"fixtures", "wider"})
    void keepsItsFunctionUnderItsSymmetry(String id) {
        Architecture architecture = Architectures.parse(id);
        StateDict weights = random(architecture, new Seed(8));
        float[] inputs = normal(architecture.inputs() * BATCH, new Seed(9));
        float[] before = logits(architecture, List.of(weights), inputs, false);
        for (int s = 0; s < 3; s++) {
            RandomSymmetry element = new RandomSymmetry(architecture.layout(), architecture.symmetry(), new Seed(s));
            StateDict moved = element.apply(weights);
            assertFalse(moved.sameBits(weights));
            assertArrayEquals(before, logits(architecture, List.of(moved), inputs, false), TOLERANCE);
        }
    }

    /** Signs round nothing: each product and each sum is the same or its negative, as long as no pooling chooses. */
    @ParameterizedTest
    @MethodSource({"fixtures", "wider"})
    void computesTheSameLogitsWithNegatedUnits(String id) {
        Architecture architecture = Architectures.parse(id);
        StateDict weights = random(architecture, new Seed(8));
        float[] inputs = normal(architecture.inputs() * BATCH, new Seed(9));
        StateDict negated =
                new RandomSymmetry(architecture.layout(), architecture.symmetry(), new Seed(1)).negate(weights);
        assertEquals(architecture.symmetry().signs().isEmpty(), negated.sameBits(weights));
        assertArrayEquals(
                logits(architecture, List.of(weights), inputs, false),
                logits(architecture, List.of(negated), inputs, false),
                1e-6f);
    }

    /** Every group, scale, sign, filter and basis alone changes each of the entries that it names. */
    @ParameterizedTest
    @MethodSource({"fixtures", "wider"})
    void movesSomethingInEveryPlaceOfItsSymmetry(String id) {
        Architecture architecture = Architectures.parse(id);
        StateDict weights = random(architecture, new Seed(11));
        for (Symmetry.Group group : architecture.symmetry().groups()) {
            if (group.units() > 1) {
                Symmetry alone = new Symmetry(
                        List.of(new Symmetry.Group(group.name(), group.units(), group.places(), null)), List.of());
                assertMoves(weights, alone, group.name(), group.places());
            }
        }
        for (Symmetry.Scale scale : architecture.symmetry().scales()) {
            List<Symmetry.Place> places = new ArrayList<>(scale.up());
            places.addAll(scale.down());
            assertMoves(weights, new Symmetry(List.of(), List.of(scale)), scale.name(), places);
        }
        for (Symmetry.Sign sign : architecture.symmetry().signs()) {
            Symmetry alone = new Symmetry(List.of(), List.of(), List.of(sign), List.of(), List.of());
            assertMoves(weights, alone, sign.name(), sign.places());
        }
        for (Symmetry.Filter filter : architecture.symmetry().filters()) {
            List<Symmetry.Place> places = new ArrayList<>(filter.weights());
            places.addAll(filter.shifts());
            places.add(filter.variance());
            Symmetry alone = new Symmetry(List.of(), List.of(), List.of(), List.of(filter), List.of());
            assertMoves(weights, alone, filter.name(), places);
        }
        for (Symmetry.Basis basis : architecture.symmetry().bases()) {
            List<Symmetry.Place> places = new ArrayList<>(basis.up());
            places.addAll(basis.down());
            Symmetry alone = new Symmetry(List.of(), List.of(), List.of(), List.of(), List.of(basis));
            assertMoves(weights, alone, basis.name(), places);
        }
    }

    @ParameterizedTest
    @MethodSource({"fixtures", "layouts"})
    void isRebuiltFromItsIdAndFromNameAndConfig(String id) {
        Architecture architecture = Architectures.parse(id);
        assertEquals(id, architecture.id());
        assertEquals(architecture, Architectures.of(architecture.name(), architecture.config()));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void hasPyTorchsLayoutAtFullSize(String id) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Layout.Entry entry : Architectures.parse(id).layout().entries()) {
            String type = entry.kind() == Layout.Kind.COUNTER ? "int64" : "float32";
            String shape = entry.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
            lines.add((entry.name() + " " + type + " " + shape).strip());
        }
        assertEquals(Files.readAllLines(NetworkFixture.resource(id + ".txt")), lines);
    }

    /** The counts that papers and PyTorch give; running statistics are no parameters. */
    @Test
    void hasTheKnownNumbersOfParameters() {
        assertParameters(266_610, "lenet-300-100");
        assertParameters(431_080, "lenet-5");
        assertParameters(61_706, "lenet-5-6-16-120-84");
        assertParameters(62_006, "lenet-5-6-16-120-84-in3x32x32");
        assertParameters(4_970, "small-cnn");
        assertParameters(2_464, "cnn-s");
        assertParameters(2_864, "cnn-s-in3x28x28");
        assertParameters(269_722, "resnet-20");
        assertParameters(11_173_962, "resnet-18");
        assertParameters(2_693_578, "vit");
        assertEquals(4_300_992, Architectures.parse("conv-2").layout().prunableSize());
        assertEquals(270_896, Architectures.parse("resnet-20-conv").layout().prunableSize());
    }

    private static void assertParameters(int expected, String id) {
        assertEquals(expected, Architectures.parse(id).layout().learnableSize(), id);
    }

    /** The first random element that is not the identity changes the entry of every place. */
    private static void assertMoves(StateDict weights, Symmetry alone, String name, List<Symmetry.Place> places) {
        StateDict moved = IntStream.range(0, 50)
                .mapToObj(s -> new RandomSymmetry(weights.layout(), alone, new Seed(s)).apply(weights))
                .filter(candidate -> !candidate.sameBits(weights))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " moves nothing"));
        for (Symmetry.Place place : places) {
            assertNotEquals(weights.entry(place.entry()), moved.entry(place.entry()), name + ": " + place.entry());
        }
    }

    /** Weights, norms and statistics of order one, all different. */
    private static StateDict random(Architecture architecture, Seed seed) {
        Layout layout = architecture.layout();
        float[] flat = Initialisation.TORCH_DEFAULT.draw(layout, seed).toArray();
        SplittableRandom random = seed.child("more").random();
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                if (entry.kind() == Layout.Kind.NORM || entry.kind() == Layout.Kind.BUFFER) {
                    flat[i] = entry.name().endsWith("weight") || entry.name().endsWith("running_var")
                            ? 0.5f + random.nextFloat()
                            : 0.3f * (float) random.nextGaussian();
                }
            }
        }
        return StateDict.of(layout, flat);
    }

    private static float[] logits(Architecture architecture, List<StateDict> members, float[] inputs, boolean repeat) {
        int batch = inputs.length / architecture.inputs();
        try (NoGradient off = new NoGradient();
                TensorStore store = new TensorStore(architecture.layout(), members.size());
                NDManager manager = NDManager.newBaseManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            for (int p = 0; p < members.size(); p++) {
                store.put(p, members.get(p));
            }
            NDArray x = repeat
                    ? repeated(manager, inputs, batch, members.size())
                    : SharedMemory.copyOf(manager, inputs, new Shape(batch, architecture.inputs()));
            NDArray logits = architecture.forward(ForwardPass.evaluation(store), x);
            assertEquals(new Shape(members.size(), batch, architecture.classes()), logits.getShape());
            return logits.toFloatArray();
        }
    }

    private static NDArray repeated(NDManager manager, float[] inputs, int batch, int members) {
        float[] all = new float[members * inputs.length];
        for (int p = 0; p < members; p++) {
            System.arraycopy(inputs, 0, all, p * inputs.length, inputs.length);
        }
        return SharedMemory.copyOf(manager, all, new Shape(members, batch, inputs.length / batch));
    }

    private static float[] second(FloatBuffer stacked, int size) {
        float[] values = new float[size];
        stacked.get(size, values);
        return values;
    }

    private static long[] concat(long[] first, long[] second) {
        long[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static float[] normal(int count, Seed seed) {
        SplittableRandom random = seed.random();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
