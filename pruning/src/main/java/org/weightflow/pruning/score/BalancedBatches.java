package org.weightflow.pruning.score;

import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * Batches with equally many examples of each class, which follow each other in turn (class 0, 1, ..., 0, 1, ...), so that any stretch
 * of a batch is as balanced as its length allows.
 *
 * @param batches  how many
 * @param perClass examples of each class in each batch
 */
public record BalancedBatches(int batches, int perClass) implements BatchDraw {
    public BalancedBatches {
        Check.atLeast("batches", batches, 1);
        Check.atLeast("perClass", perClass, 1);
    }

    @Override
    public void requireEnough(Examples training) {
        int[] counts = training.classCounts();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] < (long) batches * perClass) {
                throw new IllegalArgumentException("class " + c + " has " + counts[c] + " training examples, but "
                        + batches + " batches need " + perClass + " each");
            }
        }
    }

    @Override
    public List<int[]> draw(Examples training, Seed seed) {
        requireEnough(training);
        int[][] byClass = byClass(training, training.classCounts(), seed);
        return IntStream.range(0, batches).mapToObj(b -> batch(byClass, b)).toList();
    }

    private int[] batch(int[][] byClass, int batch) {
        int[] rows = new int[Math.multiplyExact(byClass.length, perClass)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = byClass[i % byClass.length][batch * perClass + i / byClass.length];
        }
        return rows;
    }

    /** The rows of each class in random order. */
    private static int[][] byClass(Examples training, int[] counts, Seed seed) {
        int[][] rows = new int[counts.length][];
        for (int c = 0; c < rows.length; c++) {
            rows[c] = new int[counts[c]];
        }
        int[] filled = new int[counts.length];
        for (int row : Shuffle.permutation(training.count(), seed.random())) {
            int label = training.label(row);
            rows[label][filled[label]++] = row;
        }
        return rows;
    }
}
