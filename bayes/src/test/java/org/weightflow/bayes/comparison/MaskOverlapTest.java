package org.weightflow.bayes.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.pruning.method.Shuffled;

class MaskOverlapTest {
    private static final Layout LAYOUT = layout(40, 20);

    private static Layout layout(int first, int second) {
        return Layout.of(List.of(
                new Layout.Entry("a.weight", List.of(first, 1), Layout.Kind.WEIGHT, true),
                new Layout.Entry("a.bias", List.of(7), Layout.Kind.BIAS, false),
                new Layout.Entry("b.weight", List.of(1, second), Layout.Kind.WEIGHT, true)));
    }

    /** Keeps a stretch of each prunable entry, and every bias. */
    private static Mask mask(Layout layout, int fromA, int untilA, int fromB, int untilB) {
        BitSet kept = new BitSet();
        kept.set(fromA, untilA);
        kept.set(layout.offset(1), layout.offset(2));
        kept.set(layout.offset(2) + fromB, layout.offset(2) + untilB);
        return Mask.of(layout, kept);
    }

    private static MaskOverlap overlap(List<Mask> one, List<Mask> other) {
        return MaskOverlap.of(2, "one", one, "other", other);
    }

    @Test
    void masksThatAreTheSameShareEverythingAndDisjointOnesNothing() {
        Mask mask = mask(LAYOUT, 0, 10, 0, 5);
        MaskOverlap same = overlap(List.of(mask), List.of(mask));
        assertEquals(List.of(1.0), same.shared());
        assertEquals(Map.of("a.weight", 1.0, "b.weight", 1.0), same.layers());
        MaskOverlap disjoint = overlap(List.of(mask), List.of(mask(LAYOUT, 10, 25, 5, 6)));
        assertEquals(List.of(0.0), disjoint.shared());
        assertEquals(Map.of("a.weight", 0.0, "b.weight", 0.0), disjoint.layers());
    }

    @Test
    void countsWhatBothKeepOverWhatEitherKeeps() {
        Mask one = mask(LAYOUT, 0, 10, 0, 5);
        Mask half = mask(LAYOUT, 5, 15, 0, 5);
        MaskOverlap overlap = overlap(List.of(one, one), List.of(half, one));
        // 5 + 5 of 15 + 5; biases, which both keep, do not count.
        assertEquals(List.of(0.5, 1.0), overlap.shared());
        assertEquals((5 / 15.0 + 1) / 2, overlap.layers().get("a.weight"), 1e-12);
        assertEquals(1, overlap.layers().get("b.weight"), 1e-12);
        assertEquals(
                List.of("a.weight", "b.weight"), List.copyOf(overlap.layers().keySet()));
        // 10 * 10 / 40 + 5 * 5 / 20 = 3.75 of 30 - 3.75.
        assertEquals(3.75 / 26.25, overlap.chance(), 1e-12);
    }

    /** The mean over 2,000 pairs of masks drawn with the same counts; one deviates by about 0.02. */
    @Test
    void chanceIsWhatIndependentMasksShare() {
        Layout large = layout(400, 200);
        Mask one = mask(large, 0, 200, 0, 20);
        Mask other = mask(large, 0, 80, 0, 100);
        double mean = IntStream.range(0, 2000)
                .mapToDouble(i -> overlap(List.of(one), List.of(Shuffled.within(other, new Seed(4).child(i))))
                        .shared()
                        .get(0))
                .average()
                .orElseThrow();
        double chance = overlap(List.of(one), List.of(other)).chance();
        assertEquals(chance, mean, 0.002);
        // Drawn over all layers they would share another part.
        assertEquals(50 / 350.0, chance, 1e-12);
    }
}
