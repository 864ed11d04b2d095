package org.weightflow.canon.gauge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Place;
import org.weightflow.networks.Symmetry.Sign;

class UnitSignsTest {
    private static final Seed SEED = new Seed(47);

    static List<String> architectures() {
        return List.of(
                "small-cnn-width3-tanh-in1x15x15",
                "cnn-s",
                "mlp-6-9-8-3-bn",
                "resnet-8-width4-in3x8x8",
                "vgg-11-bn-width2-in2x32x32",
                "vit-patch2-width18-depth2-in1x4x4");
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void keepsToTheContractAndUndoesPlantedSigns(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        Gauge gauge = UnitSigns.of(symmetry);
        StateDict chosen = GaugeContract.requireContract(architecture, gauge, SEED);
        StateDict weights = Planted.network(architecture, SEED);
        for (int s = 0; s < 20; s++) {
            StateDict negated = Planted.negated(weights, symmetry, new Seed(s));
            assertFalse(negated.sameBits(weights));
            assertTrue(gauge.apply(negated).sameBits(chosen), "seed " + s);
        }
        assertTrue(gauge.apply(chosen).sameBits(chosen));
    }

    @Test
    void makesTheGainsOfFiltersPositive() {
        Architecture architecture = GaugeContract.architecture("resnet-8-width4-in3x8x8");
        StateDict negated = Planted.negated(Planted.network(architecture, SEED), architecture.symmetry(), new Seed(1));
        StateDict chosen = UnitSigns.of(architecture.symmetry()).apply(negated);
        int negative = 0;
        for (Layout.Entry entry : architecture.layout().entries()) {
            if (entry.kind() == Layout.Kind.NORM && entry.name().endsWith("weight")) {
                for (int k = 0; k < entry.size(); k++) {
                    negative += negated.entry(entry.name()).get(k) < 0 ? 1 : 0;
                    assertTrue(chosen.entry(entry.name()).get(k) > 0);
                }
            }
        }
        assertTrue(negative > 10);
    }

    /** Cubes of 3, -2, -2 and of 2, -2 and a bias of -0: 27 - 16, and nothing at all. */
    @Test
    void isOrientedByLargeWeights() {
        Layout layout = Layout.of(List.of(
                new Layout.Entry("in", List.of(3, 3), Layout.Kind.WEIGHT, true),
                new Layout.Entry("out", List.of(1, 3), Layout.Kind.WEIGHT, true)));
        Place in = Symmetry.Builder.block("in", 0, 0, 1, 3);
        Place out = Symmetry.Builder.block("out", 1, 0, 1, 3);
        Symmetry symmetry = Symmetry.on(layout)
                .sign(new Sign("s", 3, List.of(in, out), List.of(in)))
                .build();
        float[] before = {3, -2, -2, -3, 2, 2, 2, -2, -0f, 5, 6, -7};
        assertArrayEquals(
                new float[] {3, -2, -2, 3, -2, -2, 2, -2, -0f, 5, -6, -7},
                UnitSigns.of(symmetry).apply(StateDict.of(layout, before)).toArray());
    }

    /** Cubes of values and their negatives add up to nothing, whatever rounding leaves of them. */
    @Test
    void keepsTheSignWhereRoundingAloneWouldDecide() {
        Layout layout = Layout.of(List.of(new Layout.Entry("in", List.of(50, 6), Layout.Kind.WEIGHT, true)));
        Place in = Symmetry.Builder.block("in", 0, 0, 1, 50);
        Symmetry symmetry = Symmetry.on(layout)
                .sign(new Sign("s", 50, List.of(in), List.of(in)))
                .build();
        SplittableRandom random = new Seed(4).random();
        float[] before = new float[300];
        for (int k = 0; k < before.length; k++) {
            before[k] = k % 6 < 3 ? (float) random.nextGaussian() : -before[k - 3];
        }
        assertArrayEquals(
                before,
                UnitSigns.of(symmetry).apply(StateDict.of(layout, before)).toArray());
    }

    /** One unit: what reads it weighs more than its orientation, and a running mean nothing. */
    @Test
    void goesTowardAReferenceByAllLearnablePlaces() {
        Layout layout = Layout.of(List.of(scalar("in"), scalar("out"), buffer("mean")));
        Symmetry symmetry =
                Symmetry.on(layout).sign(sign("s", "in", "out", "mean")).build();
        assertArrayEquals(
                new float[] {-1, 3, 9}, toward(symmetry, layout, new float[] {1, 3, 9}, new float[] {1, -3, -9}));
        assertArrayEquals(
                new float[] {1, 3, -9}, toward(symmetry, layout, new float[] {1, 3, 9}, new float[] {1, 3, -9}));
    }

    /**
     * Two units a and b with a weight of 5 between them. To the reference of ones, both as given have the product 1 + 1 + 5, both
     * negated as their orientations of -1 would have them -1 - 1 + 5, and neither can be turned alone from either.
     */
    @Test
    void returnsTheBetterOfTwoEnds() {
        Layout layout = Layout.of(List.of(scalar("a"), scalar("a2"), scalar("b"), scalar("b2"), scalar("between")));
        Symmetry symmetry = Symmetry.on(layout)
                .sign(sign("a", "a", "a2", "between"))
                .sign(sign("b", "b", "b2", "between"))
                .build();
        float[] ones = {1, 1, 1, 1, 1};
        float[] given = {-1, 2, -1, 2, 5};
        assertArrayEquals(given, toward(symmetry, layout, ones, given));
        assertArrayEquals(given, toward(symmetry, layout, ones, new float[] {1, -2, -1, 2, -5}));
    }

    private static float[] toward(Symmetry symmetry, Layout layout, float[] reference, float[] weights) {
        return UnitSigns.of(symmetry)
                .toward(StateDict.of(layout, reference), StateDict.of(layout, weights))
                .toArray();
    }

    private static Layout.Entry scalar(String name) {
        return new Layout.Entry(name, List.of(1), Layout.Kind.WEIGHT, true);
    }

    private static Layout.Entry buffer(String name) {
        return new Layout.Entry(name, List.of(1), Layout.Kind.BUFFER, false);
    }

    /** One unit in entries of one value, oriented by the first. */
    private static Sign sign(String name, String... entries) {
        List<Place> places = Arrays.stream(entries)
                .map(entry -> Symmetry.Builder.block(entry, 0, 0, 1, 1))
                .toList();
        return new Sign(name, 1, places, places.subList(0, 1));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void findsAReferenceWhoseUnitsWereNegated(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        StateDict reference = Planted.network(architecture, SEED);
        for (int s = 0; s < 20; s++) {
            StateDict negated = Planted.negated(reference, symmetry, new Seed(s));
            assertTrue(UnitSigns.of(symmetry).toward(reference, negated).sameBits(reference), "seed " + s);
        }
    }

    /** The best of all signs of a small network, tried one by one, is where noise on the reference's orbit leads. */
    @Test
    void comesNearestToAReferenceThatItResembles() {
        Architecture architecture = GaugeContract.architecture("small-cnn-width3-tanh-in1x15x15");
        Symmetry symmetry = architecture.symmetry();
        StateDict reference = Planted.network(architecture, SEED);
        float[] noisy = Planted.negated(reference, symmetry, new Seed(2)).toArray();
        SplittableRandom random = new Seed(3).random();
        for (int k = 0; k < noisy.length; k++) {
            noisy[k] += (float) (0.1 * random.nextGaussian());
        }
        StateDict weights = StateDict.of(architecture.layout(), noisy);
        StateDict nearest = UnitSigns.of(symmetry).toward(reference, weights);
        GaugeContract.requireSameFunction(architecture, weights, nearest);
        double best = Double.NEGATIVE_INFINITY;
        for (int code = 0; code < 512; code++) {
            best = Math.max(best, product(reference, signed(weights, symmetry, code)));
        }
        assertEquals(best, product(reference, nearest), 1e-6);
        assertTrue(best > product(reference, weights) + 0.1);
        assertTrue(UnitSigns.of(symmetry).toward(reference, nearest).sameBits(nearest), "idempotent");
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void movesTowardAReferenceInAnyOrderOfUnits(String id) {
        Architecture architecture = GaugeContract.architecture(id);
        Symmetry symmetry = architecture.symmetry();
        StateDict reference = Planted.network(architecture, SEED);
        StateDict weights = Planted.negated(Planted.network(architecture, new Seed(48)), symmetry, new Seed(49));
        StateDict nearer = UnitSigns.of(symmetry).toward(reference, weights);
        GaugeContract.requireSameFunction(architecture, weights, nearer);
        assertTrue(product(reference, nearer) > product(reference, weights));
        Permutations moved = Permutations.random(symmetry, new Seed(5));
        assertTrue(moved.apply(nearer, symmetry)
                .sameBits(UnitSigns.of(symmetry)
                        .toward(moved.apply(reference, symmetry), moved.apply(weights, symmetry))));
    }

    @Test
    void namesAReferenceOfAnotherLayout() {
        Architecture architecture = GaugeContract.architecture("cnn-s");
        StateDict other = Planted.network(GaugeContract.architecture("cnn-s-in3x28x28"), SEED);
        StateDict weights = Planted.network(architecture, SEED);
        var e = assertThrows(IllegalArgumentException.class, () -> UnitSigns.of(architecture.symmetry())
                .toward(other, weights));
        assertTrue(e.getMessage().startsWith("module_list.0.weight: shape"), e::getMessage);
    }

    /** Unit i of all signs, counted through, negated if bit i of the code is set. */
    private static StateDict signed(StateDict weights, Symmetry symmetry, int code) {
        float[] values = weights.toArray();
        int bit = 0;
        for (Sign sign : symmetry.signs()) {
            int first = bit;
            for (Slices slices : Slices.of(weights.layout(), sign.places())) {
                slices.forEach((u, k) -> values[k] = (code >> (first + u) & 1) == 1 ? -values[k] : values[k]);
            }
            bit += sign.units();
        }
        return StateDict.of(weights.layout(), values);
    }

    /** Of all but running statistics. */
    private static double product(StateDict a, StateDict b) {
        double sum = 0;
        for (int e = 0; e < a.layout().entries().size(); e++) {
            for (int k = 0;
                    a.layout().entry(e).kind() != Layout.Kind.BUFFER
                            && k < a.entry(e).limit();
                    k++) {
                sum += (double) a.entry(e).get(k) * b.entry(e).get(k);
            }
        }
        return sum;
    }
}
