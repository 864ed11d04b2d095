package org.weightflow.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;

class MaskRuleTest {
    private static final Layout LAYOUT = Layout.of(List.of(
            new Layout.Entry("a.weight", List.of(3, 4), Layout.Kind.WEIGHT, true),
            new Layout.Entry("a.bias", List.of(3), Layout.Kind.BIAS, false),
            new Layout.Entry("b.weight", List.of(5), Layout.Kind.WEIGHT, true)));

    @Property(tries = 200)
    void keepsTheLargestOfEachEntryWithTiesByIndex(
            @ForAll @IntRange(max = 12) int a, @ForAll @IntRange(max = 5) int b, @ForAll long seed) {
        // Few distinct magnitudes of both signs, so that ties are the rule.
        SplittableRandom random = new Seed(seed).random();
        float[] flat = new float[20];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (random.nextInt(4) - 1.5f) * (random.nextBoolean() ? 1 : 0);
        }
        Mask mask = rule(a, b).maskOf(LAYOUT, flat, new Seed(1));
        BitSet expected = new BitSet();
        expected.set(12, 15);
        keepLargest(flat, 0, 12, a, expected);
        keepLargest(flat, 15, 20, b, expected);
        assertEquals(expected, mask.toBitSet());
    }

    @Test
    void denseMembersGiveDenseSamples() {
        ArrayList<Mask> none = new ArrayList<>();
        none.add(null);
        none.add(null);
        MaskRule rule = MaskRule.of(LAYOUT, none);
        assertTrue(rule.isDense());
        assertNull(rule.maskOf(LAYOUT, new float[20], new Seed(1)));
    }

    @Test
    void aSharedMaskIsKeptWhateverTheValues() {
        Mask mask = first(5, 2);
        MaskRule rule = MaskRule.of(LAYOUT, List.of(mask, first(5, 2), mask));
        assertEquals(mask, rule.maskOf(LAYOUT, new float[20], new Seed(1)));
    }

    @Test
    void equalCountsNeedNoDraw() {
        BitSet other = first(5, 2).toBitSet();
        other.clear(0);
        other.set(11);
        MaskRule rule = MaskRule.of(LAYOUT, List.of(first(5, 2), Mask.of(LAYOUT, other)));
        assertEquals(List.of(List.of(5, 2)), rule.counts());
    }

    @Test
    void differingCountsAreThoseOfOneMember() {
        MaskRule rule = MaskRule.of(LAYOUT, List.of(first(5, 2), first(7, 1), first(5, 2)));
        assertEquals(3, rule.counts().size());
        Set<List<Integer>> met = new HashSet<>();
        float[] flat = new float[20];
        for (int i = 0; i < 40; i++) {
            Mask mask = rule.maskOf(LAYOUT, flat, new Seed(i));
            met.add(List.of(mask.kept(0), mask.kept(2)));
            assertEquals(mask, rule.maskOf(LAYOUT, flat, new Seed(i)));
        }
        assertEquals(Set.of(List.of(5, 2), List.of(7, 1)), met);
    }

    @Test
    void aDenseMemberAmongSparseOnesKeepsEverything() {
        ArrayList<Mask> mixed = new ArrayList<>(List.of(first(5, 2)));
        mixed.add(null);
        MaskRule rule = MaskRule.of(LAYOUT, mixed);
        assertFalse(rule.isDense());
        assertEquals(List.of(List.of(5, 2), List.of(12, 5)), rule.counts());
    }

    private static MaskRule rule(int a, int b) {
        return new MaskRule(null, List.of(List.of(a, b)));
    }

    private static Mask first(int a, int b) {
        BitSet bits = new BitSet();
        bits.set(0, a);
        bits.set(12, 15);
        bits.set(15, 15 + b);
        return Mask.of(LAYOUT, bits);
    }

    private static void keepLargest(float[] flat, int from, int to, int count, BitSet bits) {
        IntStream.range(from, to)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -Math.abs(flat[i])).thenComparing(i -> i))
                .limit(count)
                .forEach(bits::set);
    }
}
