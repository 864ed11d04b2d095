package org.weightflow.pruning.score;

import java.util.List;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;

/** How the batches of a score are drawn from the training examples, without replacement over all batches. */
public sealed interface BatchDraw permits RandomBatches, BalancedBatches {
    /**
     * The rows of each batch.
     *
     * @throws IllegalArgumentException if there are too few examples, of a class if classes count
     */
    List<int[]> draw(Examples training, Seed seed);

    /** @throws IllegalArgumentException as {@link #draw} */
    void requireEnough(Examples training);
}
