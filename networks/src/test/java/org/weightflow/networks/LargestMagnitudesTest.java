package org.weightflow.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.architecture.Mlp;

class LargestMagnitudesTest {
    @Test
    void tiesGoToTheLowerIndex() {
        BitSet candidates = new BitSet();
        candidates.set(1, 6);
        BitSet kept = LargestMagnitudes.choose(new float[] {9, -1, 1, 2, 1, -1, 9}, candidates, 3);
        assertEquals("{1, 2, 3}", kept.toString());
    }

    @ParameterizedTest(name = "{0} of 500")
    @ValueSource(ints = {0, 1, 17, 250, 499, 500})
    void agreesWithSorting(int count) {
        SplittableRandom random = new Seed(5).random();
        float[] flat = new float[500];
        for (int d = 0; d < flat.length; d++) {
            // Few different values, so that there are many ties; some exactly and some nearly 0.
            flat[d] = random.nextInt(9) == 0 ? Float.MIN_VALUE : Math.round(random.nextGaussian() * 8) / 8f;
        }
        List<Integer> sorted = IntStream.range(0, 500)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(d -> -Math.abs(flat[d]))
                        .thenComparing(d -> d))
                .toList();
        BitSet expected = new BitSet();
        sorted.subList(0, count).forEach(expected::set);
        BitSet all = new BitSet();
        all.set(0, 500);
        BitSet kept = LargestMagnitudes.choose(flat, all, count);
        assertEquals(expected, kept);
        assertTrue(kept.length() <= 500);
    }

    @Test
    void masksKeepTheCountsOfEachEntryAndAllThatIsNotPrunable() {
        Layout layout = Mlp.of(3, 2).layout();
        Mask mask = LargestMagnitudes.perEntry(layout, new float[] {1, -5, 2, 3, 0, -4, 0, 0}, entry -> 3);
        assertEquals("{1, 3, 5, 6, 7}", mask.toBitSet().toString());
    }

    @Test
    void refusesMoreThanThereAre() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> LargestMagnitudes.choose(new float[4], new BitSet(), 1));
        assertTrue(e.getMessage().contains("k 1"), e::getMessage);
    }
}
