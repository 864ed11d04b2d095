package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.canon.matching.Samples.Sample;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.architecture.Mlp;

class PermutationsTest {
    private static final Layout LAYOUT = Samples.CONVOLUTIONS;
    private static final Symmetry SYMMETRY = Samples.CONVOLUTIONS_SYMMETRY;

    /** Sums of at most 9 products of numbers of size 1, in float64, added in another order. */
    private static final double ROUNDING = 1e-9;

    @Test
    void putsUnitPOfIInPlaceI() {
        Mlp mlp = Mlp.of(2, 3, 1);
        StateDict before = StateDict.of(mlp.layout(), new float[] {0, 1, 10, 11, 20, 21, 100, 110, 120, 7, 8, 9, 5});
        Permutations p = Permutations.of(Map.of("h1", new int[] {2, 0, 1}));
        assertArrayEquals(
                new float[] {20, 21, 0, 1, 10, 11, 120, 100, 110, 9, 7, 8, 5},
                p.apply(before, mlp.symmetry()).toArray());
    }

    @Test
    void movesEveryAxisOfAnyRank() {
        StateDict before = Samples.normal(LAYOUT, new Seed(1));
        Permutations permutations = Permutations.random(SYMMETRY, new Seed(2));
        StateDict after = permutations.apply(before, SYMMETRY);
        int[] a = permutations.of("a");
        int[] b = permutations.of("b");
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
                for (int k = 0; k < 3; k++) {
                    assertEquals(
                            before.entry("conv2.weight").get((b[i] * 5 + a[j]) * 3 + k),
                            after.entry("conv2.weight").get((i * 5 + j) * 3 + k));
                }
            }
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    before.entry("bn.running_var").get(a[i]),
                    after.entry("bn.running_var").get(i));
        }
        assertEquals(before.entry("bn.steps").get(0), after.entry("bn.steps").get(0));
    }

    @Test
    void unitsTravelWithTheHeadThatTheyLieIn() {
        Layout layout = Layout.of(List.of(new Layout.Entry("w", List.of(6), Layout.Kind.WEIGHT, true)));
        Symmetry symmetry = Symmetry.on(layout)
                .axis("heads", "w", 0, 2)
                .block("f.0", "w", 0, 0, 1, 2)
                .inside("f.0", "heads", 0, "f")
                .block("f.1", "w", 0, 2, 1, 2)
                .inside("f.1", "heads", 1, "f")
                .block("f.2", "w", 0, 4, 1, 2)
                .inside("f.2", "heads", 2, "f")
                .build();
        StateDict before = StateDict.of(layout, new float[] {0, 1, 10, 11, 20, 21});
        int[] still = {0, 1};
        int[] swap = {1, 0};
        Permutations p = Permutations.of(
                symmetry, Map.of("heads", new int[] {2, 0, 1}, "f.0", swap, "f.1", still, "f.2", still));
        Permutations swapSecond = Permutations.of(
                symmetry, Map.of("heads", new int[] {0, 1, 2}, "f.0", still, "f.1", swap, "f.2", still));
        assertArrayEquals(
                new float[] {21, 20, 0, 1, 10, 11}, p.apply(before, symmetry).toArray());
        // what was swapped in place 1 comes to place 2
        assertArrayEquals(still, swapSecond.then(p).of("f.1"));
        assertArrayEquals(swap, swapSecond.then(p).of("f.2"));
        // what came to place 0 from 2 goes back to it
        assertArrayEquals(new int[] {1, 2, 0}, p.inverse().of("heads"));
        assertArrayEquals(still, p.inverse().of("f.0"));
        assertArrayEquals(swap, p.inverse().of("f.2"));
    }

    @Property(tries = 50)
    void actsGroupByGroup(@ForAll("samples") Sample sample, @ForAll long seed) {
        StateDict before = Samples.normal(sample.layout(), new Seed(seed));
        Permutations p = Permutations.random(sample.symmetry(), new Seed(seed).child("p"));
        assertTrue(p.apply(before, sample.symmetry()).sameBits(Samples.oneByOne(p, before, sample.symmetry())));
    }

    @Property(tries = 50)
    void undoingGivesTheSameBitsBack(@ForAll("samples") Sample sample, @ForAll long seed) {
        Symmetry symmetry = sample.symmetry();
        StateDict before = Samples.normal(sample.layout(), new Seed(seed));
        Permutations p = Permutations.random(symmetry, new Seed(seed).child("p"));
        assertTrue(p.inverse().apply(p.apply(before, symmetry), symmetry).sameBits(before));
        assertEquals(Permutations.identity(symmetry), p.then(p.inverse()));
        assertEquals(Permutations.identity(symmetry), p.inverse().then(p));
        assertEquals(p, p.inverse().inverse());
    }

    @Property(tries = 50)
    void thenIsOneAfterTheOther(@ForAll("samples") Sample sample, @ForAll long seed) {
        Symmetry symmetry = sample.symmetry();
        StateDict before = Samples.normal(sample.layout(), new Seed(seed));
        Permutations p = Permutations.random(symmetry, new Seed(seed).child("p"));
        Permutations q = Permutations.random(symmetry, new Seed(seed).child("q"));
        Permutations r = Permutations.random(symmetry, new Seed(seed).child("r"));
        assertTrue(p.then(q).apply(before, symmetry).sameBits(q.apply(p.apply(before, symmetry), symmetry)));
        assertEquals(p.then(q).then(r), p.then(q.then(r)));
        assertEquals(p.then(q).inverse(), q.inverse().then(p.inverse()));
    }

    @Property(tries = 50)
    void masksMoveAsTheirWeightsDo(@ForAll("samples") Sample sample, @ForAll long seed) {
        Layout layout = sample.layout();
        BitSet kept = new BitSet(layout.size());
        StateDict chance = Samples.normal(layout, new Seed(seed));
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int k = 0; k < layout.entry(e).size(); k++) {
                kept.set(
                        layout.offset(e) + k,
                        !layout.entry(e).prunable() || chance.entry(e).get(k) > 0);
            }
        }
        Mask mask = Mask.of(layout, kept);
        Symmetry symmetry = sample.symmetry();
        Permutations p = Permutations.random(symmetry, new Seed(seed).child("p"));
        assertTrue(p.apply(mask, symmetry).toStateDict().sameBits(p.apply(mask.toStateDict(), symmetry)));
        assertEquals(mask, p.inverse().apply(p.apply(mask, symmetry), symmetry));
    }

    @Property(tries = 20)
    void areMadeAgainFromTheirGroups(@ForAll("samples") Sample sample, @ForAll long seed) {
        Permutations p = Permutations.random(sample.symmetry(), new Seed(seed));
        Map<String, int[]> units = new HashMap<>();
        p.groups().forEach(group -> units.put(group, p.of(group)));
        Permutations again = Permutations.of(sample.symmetry(), units);
        assertEquals(p, again);
        assertEquals(p.hashCode(), again.hashCode());
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.of(Samples.ALL);
    }

    @Property(tries = 50)
    void leavesTheFunctionOfAnMlpAsItWas(
            @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 9) Integer> widths, @ForAll long seed) {
        Mlp mlp = Mlp.of(widths.toArray(Integer[]::new));
        StateDict before = Samples.normal(mlp.layout(), new Seed(seed));
        StateDict after =
                Permutations.random(mlp.symmetry(), new Seed(seed).child("p")).apply(before, mlp.symmetry());
        double[] x = new Seed(seed).child("x").random().doubles(mlp.inputs()).toArray();
        double[] expected = forward(mlp, before, x);
        double scale = 1 + Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertArrayEquals(expected, forward(mlp, after, x), ROUNDING * scale);
    }

    @Test
    void drawsEachGroupByItsName() {
        Permutations p = Permutations.random(SYMMETRY, new Seed(3));
        assertEquals(p, Permutations.random(SYMMETRY, new Seed(3)));
        assertNotEquals(p, Permutations.random(SYMMETRY, new Seed(4)));
        Symmetry onlyB = unplaced("b", 4);
        assertArrayEquals(p.of("b"), Permutations.random(onlyB, new Seed(3)).of("b"));
    }

    @Test
    void drawsEveryOrderOfThreeUnitsAboutEquallyOften() {
        Symmetry three = unplaced("g", 3);
        int[] counts = new int[27];
        for (int i = 0; i < 6000; i++) {
            int[] p = Permutations.random(three, new Seed(i)).of("g");
            counts[9 * p[0] + 3 * p[1] + p[2]]++;
        }
        for (int code : new int[] {5, 7, 11, 15, 19, 21}) {
            // 1000 expected, deviation sqrt(6000 / 6 * 5 / 6) = 29: five of them
            assertEquals(1000, counts[code], 145);
        }
    }

    @Test
    void keepsItsOwnCopies() {
        int[] given = {1, 0};
        Permutations p = Permutations.of(Map.of("g", given));
        given[0] = 0;
        p.of("g")[0] = 0;
        assertArrayEquals(new int[] {1, 0}, p.of("g"));
        assertTrue(Permutations.of(Map.of("g", new int[] {0, 1})).isIdentity());
        assertEquals("Permutations[g=[1, 0]]", p.toString());
    }

    @ParameterizedTest(name = "[{0}, {1}]")
    @CsvSource({"0, 0", "-1, 0", "0, 2"})
    void namesTheGroupThatIsNoPermutation(int first, int second) {
        var e = assertThrows(
                IllegalArgumentException.class, () -> Permutations.of(Map.of("h1", new int[] {first, second})));
        assertTrue(e.getMessage().contains("h1: unit"), e::getMessage);
    }

    @Test
    void namesWhatDoesNotFit() {
        Mlp mlp = Mlp.of(2, 3, 1);
        StateDict weights = Samples.normal(mlp.layout(), new Seed(1));
        Permutations two = Permutations.of(Map.of("h1", new int[] {1, 0}));
        var size = assertThrows(IllegalArgumentException.class, () -> two.apply(weights, mlp.symmetry()));
        assertTrue(size.getMessage().contains("h1: the group has 3 units but its permutation has 2"), size::getMessage);
        Permutations other = Permutations.of(Map.of("h7", new int[] {1, 0}));
        var group = assertThrows(IllegalArgumentException.class, () -> other.apply(weights, mlp.symmetry()));
        assertTrue(group.getMessage().contains("h7"), group::getMessage);
        assertThrows(IllegalArgumentException.class, () -> two.then(other));
        Permutations three = Permutations.of(Map.of("h1", new int[] {1, 0, 2}));
        assertThrows(IllegalArgumentException.class, () -> two.then(three));
        assertThrows(IllegalArgumentException.class, () -> two.of("h2"));
        var entry = assertThrows(IllegalArgumentException.class, () -> Permutations.identity(SYMMETRY)
                .apply(weights, SYMMETRY));
        assertTrue(entry.getMessage().contains("conv1.weight: no such entry"), entry::getMessage);
        Layout narrow = Layout.of(List.of(new Layout.Entry("fc1.weight", List.of(2, 2), Layout.Kind.WEIGHT, true)));
        StateDict odd = Samples.normal(narrow, new Seed(1));
        var axis = assertThrows(IllegalArgumentException.class, () -> three.apply(odd, mlp.symmetry()));
        assertTrue(axis.getMessage().contains("fc1.weight: axis 0 of shape [2, 2]"), axis::getMessage);
    }

    @Test
    void refusesPermutationsThatKnowOfNoHeads() {
        Symmetry symmetry = Samples.ATTENTION_SYMMETRY;
        Permutations nested = Permutations.random(symmetry, new Seed(1));
        Map<String, int[]> units = new HashMap<>();
        nested.groups().forEach(group -> units.put(group, nested.of(group)));
        Permutations flat = Permutations.of(units);
        assertNotEquals(nested, flat);
        StateDict weights = Samples.normal(Samples.ATTENTION, new Seed(2));
        assertThrows(IllegalArgumentException.class, () -> flat.apply(weights, symmetry));
        assertThrows(IllegalArgumentException.class, () -> nested.then(flat));
        units.remove("heads");
        assertThrows(IllegalArgumentException.class, () -> Permutations.of(symmetry, units));
    }

    private static Symmetry unplaced(String group, int units) {
        return new Symmetry(List.of(new Symmetry.Group(group, units, List.of(), null)), List.of());
    }

    /** x -> relu(W x + b) by the layer, in float64; no relu behind the last. */
    private static double[] forward(Mlp mlp, StateDict weights, double[] x) {
        int layers = mlp.widths().size() - 1;
        for (int l = 1; l <= layers; l++) {
            double[] y = new double[mlp.widths().get(l)];
            for (int i = 0; i < y.length; i++) {
                y[i] = weights.entry("fc" + l + ".bias").get(i);
                for (int j = 0; j < x.length; j++) {
                    y[i] += x[j] * weights.entry("fc" + l + ".weight").get(i * x.length + j);
                }
                y[i] = l < layers ? Math.max(y[i], 0) : y[i];
            }
            x = y;
        }
        return x;
    }
}
