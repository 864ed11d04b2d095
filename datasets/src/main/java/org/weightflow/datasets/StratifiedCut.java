package org.weightflow.datasets;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Rows parted in two so that each class is shared out in proportion.
 *
 * <p>Of n rows, {@code count} are taken. Class c with n_c rows owes the share q_c = count * n_c / n; it gives floor(q_c)
 * rows, and the rows still wanted come one each from the classes with the largest fraction of q_c, the smaller label
 * first where fractions are equal. So every class is off its share by less than one row. Within a class the rows are
 * drawn uniformly.
 */
final class StratifiedCut {
    private final int[] kept;
    private final int[] taken;

    private StratifiedCut(int[] kept, int[] taken) {
        this.kept = kept;
        this.taken = taken;
    }

    /**
     * Cuts {@code count} rows; the draws go class by class in the order of the labels.
     *
     * @throws IllegalArgumentException if {@code count} is not in {@code [0, labels.length]}
     */
    static StratifiedCut of(int[] labels, int classes, int count, RandomGenerator draws) {
        if (count < 0 || count > labels.length) {
            throw new IllegalArgumentException("count " + count + " is not in [0, " + labels.length + "]");
        }
        int[] shares = shares(Examples.countLabels(labels, classes), count);
        boolean[] taken = new boolean[labels.length];
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            int[] rows = IntStream.range(0, labels.length)
                    .filter(row -> labels[row] == wanted)
                    .toArray();
            Shuffle.inPlace(rows, draws);
            for (int i = 0; i < shares[label]; i++) {
                taken[rows[i]] = true;
            }
        }
        return new StratifiedCut(rows(taken, false), rows(taken, true));
    }

    /** Largest remainders, in whole numbers so that no rounding decides: {@code [classes]}, summing to {@code count}. */
    private static int[] shares(int[] classCounts, int count) {
        long total = Arrays.stream(classCounts).asLongStream().sum();
        int[] shares = new int[classCounts.length];
        if (total == 0) {
            return shares;
        }
        long[] remainders = new long[classCounts.length];
        int left = count;
        for (int label = 0; label < shares.length; label++) {
            long product = (long) count * classCounts[label];
            shares[label] = (int) (product / total);
            remainders[label] = product % total;
            left -= shares[label];
        }
        IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer label) -> remainders[label])
                        .reversed())
                .limit(left)
                .forEach(label -> shares[label]++);
        return shares;
    }

    private static int[] rows(boolean[] taken, boolean wanted) {
        return IntStream.range(0, taken.length)
                .filter(row -> taken[row] == wanted)
                .toArray();
    }

    /** Rows that stay, ascending; a copy. */
    int[] kept() {
        return kept.clone();
    }

    /** Rows that were cut off, ascending; a copy. */
    int[] taken() {
        return taken.clone();
    }
}
