package org.weightflow.canon.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Property(tries = 50)
    void undoingGivesTheSameBitsBack(@ForAll long seed) {
        StateDict before = Samples.normal(LAYOUT, new Seed(seed));
        Permutations p = Permutations.random(SYMMETRY, new Seed(seed).child("p"));
        assertTrue(p.inverse().apply(p.apply(before, SYMMETRY), SYMMETRY).sameBits(before));
        assertEquals(Permutations.identity(SYMMETRY), p.then(p.inverse()));
        assertEquals(Permutations.identity(SYMMETRY), p.inverse().then(p));
    }

    @Property(tries = 50)
    void thenIsOneAfterTheOther(@ForAll long seed) {
        StateDict before = Samples.normal(LAYOUT, new Seed(seed));
        Permutations p = Permutations.random(SYMMETRY, new Seed(seed).child("p"));
        Permutations q = Permutations.random(SYMMETRY, new Seed(seed).child("q"));
        assertTrue(p.then(q).apply(before, SYMMETRY).sameBits(q.apply(p.apply(before, SYMMETRY), SYMMETRY)));
    }

    @Property(tries = 50)
    void masksMoveAsTheirWeightsDo(@ForAll long seed) {
        BitSet kept = new BitSet(LAYOUT.size());
        StateDict chance = Samples.normal(LAYOUT, new Seed(seed));
        for (int e = 0; e < LAYOUT.entries().size(); e++) {
            for (int k = 0; k < LAYOUT.entry(e).size(); k++) {
                kept.set(
                        LAYOUT.offset(e) + k,
                        !LAYOUT.entry(e).prunable() || chance.entry(e).get(k) > 0);
            }
        }
        Mask mask = Mask.of(LAYOUT, kept);
        Permutations p = Permutations.random(SYMMETRY, new Seed(seed).child("p"));
        assertTrue(p.apply(mask, SYMMETRY).toStateDict().sameBits(p.apply(mask.toStateDict(), SYMMETRY)));
        assertEquals(mask, p.inverse().apply(p.apply(mask, SYMMETRY), SYMMETRY));
    }

    @Property(tries = 50)
    void leavesTheFunctionOfAnMlpAsItWas(
            @ForAll @Size(min = 2, max = 5) List<@IntRange(min = 1, max = 9) Integer> widths, @ForAll long seed) {
        Mlp mlp = new Mlp(widths);
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
        Symmetry onlyB = new Symmetry(Map.of(), Map.of("b", 4));
        assertArrayEquals(p.of("b"), Permutations.random(onlyB, new Seed(3)).of("b"));
    }

    @Test
    void drawsEveryOrderOfThreeUnitsAboutEquallyOften() {
        Symmetry three = new Symmetry(Map.of(), Map.of("g", 3));
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
        assertTrue(size.getMessage().contains("fc1.weight: axis 0 has 3 units of group h1"), size::getMessage);
        Permutations other = Permutations.of(Map.of("h7", new int[] {1, 0}));
        var group = assertThrows(IllegalArgumentException.class, () -> other.apply(weights, mlp.symmetry()));
        assertTrue(group.getMessage().contains("h7"), group::getMessage);
        assertThrows(IllegalArgumentException.class, () -> two.then(other));
        Permutations three = Permutations.of(Map.of("h1", new int[] {1, 0, 2}));
        assertThrows(IllegalArgumentException.class, () -> two.then(three));
        assertThrows(IllegalArgumentException.class, () -> two.of("h2"));
        Symmetry ranks = new Symmetry(Map.of("fc1.bias", List.of("h1", "h1")), Map.of("h1", 2));
        var rank = assertThrows(IllegalArgumentException.class, () -> two.apply(weights, ranks));
        assertTrue(rank.getMessage().contains("fc1.bias: 2 groups given for 1"), rank::getMessage);
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
