package org.weightflow.pruning.score;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * Batches of examples of any class.
 *
 * @param batches how many
 * @param size    examples of each
 */
public record RandomBatches(int batches, int size) implements BatchDraw {
    public RandomBatches {
        Check.atLeast("batches", batches, 1);
        Check.atLeast("size", size, 1);
    }

    @Override
    public void requireEnough(Examples training) {
        if ((long) batches * size > training.count()) {
            throw new IllegalArgumentException(batches + " batches of " + size + " examples need more than the "
                    + training.count() + " training examples");
        }
    }

    @Override
    public List<int[]> draw(Examples training, Seed seed) {
        requireEnough(training);
        int[] order = Shuffle.permutation(training.count(), seed.random());
        return IntStream.range(0, batches)
                .mapToObj(b -> Arrays.copyOfRange(order, b * size, (b + 1) * size))
                .toList();
    }
}
