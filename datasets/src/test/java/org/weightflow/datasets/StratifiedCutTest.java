package org.weightflow.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StratifiedCutTest {
    private static final int CLASSES = 5;

    @Property(tries = 500)
    void partsTheRowsAndGivesEachClassItsShareToWithinLessThanOne(
            @ForAll @Size(min = 1, max = 120) List<@IntRange(max = CLASSES - 1) Integer> drawn,
            @ForAll @IntRange(max = 120) int wish,
            @ForAll long seed) {
        int[] labels = drawn.stream().mapToInt(Integer::intValue).toArray();
        int count = Math.min(wish, labels.length);
        StratifiedCut cut = StratifiedCut.of(labels, CLASSES, count, new SplittableRandom(seed));

        assertEquals(count, cut.taken().length);
        int[] both = IntStream.concat(IntStream.of(cut.kept()), IntStream.of(cut.taken()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, labels.length).toArray(), both, "each row is on one side");
        assertAscending(cut.kept());
        assertAscending(cut.taken());

        int[] all = Examples.countLabels(labels, CLASSES);
        int[] taken = new int[CLASSES];
        for (int row : cut.taken()) {
            taken[labels[row]]++;
        }
        for (int label = 0; label < CLASSES; label++) {
            double share = (double) count * all[label] / labels.length;
            assertTrue(Math.abs(taken[label] - share) < 1, "class " + label + ": " + taken[label] + " of " + share);
        }
    }

    private static void assertAscending(int[] rows) {
        for (int i = 1; i < rows.length; i++) {
            assertTrue(rows[i - 1] < rows[i]);
        }
    }

    @Test
    void givesTheRowsLeftOverToTheLargestFractions() {
        // Shares of 4 rows: 10/11*4 = 3.64 and 1/11*4 = 0.36; floors leave one row, which the first class gets.
        int[] labels = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        StratifiedCut cut = StratifiedCut.of(labels, 2, 4, new SplittableRandom(1));
        assertEquals(0, cut.kept()[0]);
        // Shares of 1 row: a half each; the tie goes to the smaller label.
        assertArrayEquals(
                new int[] {1},
                StratifiedCut.of(new int[] {1, 0}, 2, 1, new SplittableRandom(1))
                        .taken());
    }

    @Test
    void drawsTheRowsOfAClassUniformly() {
        int[] labels = new int[10];
        int[] hits = new int[10];
        SplittableRandom random = new SplittableRandom(5);
        int cuts = 10_000;
        for (int i = 0; i < cuts; i++) {
            for (int row : StratifiedCut.of(labels, 1, 3, random).taken()) {
                hits[row]++;
            }
        }
        // 3,000 expected; five standard deviations of a binomial(10000, 0.3) are 229.
        for (int hit : hits) {
            assertEquals(3000, hit, 229);
        }
    }

    @Test
    void refusesMoreRowsThanThereAre() {
        assertThrows(IllegalArgumentException.class, () -> StratifiedCut.of(new int[3], 1, 4, new SplittableRandom(1)));
        assertThrows(
                IllegalArgumentException.class, () -> StratifiedCut.of(new int[3], 1, -1, new SplittableRandom(1)));
    }
}
