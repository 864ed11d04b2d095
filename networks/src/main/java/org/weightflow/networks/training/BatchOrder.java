package org.weightflow.networks.training;

import java.util.SplittableRandom;
import org.weightflow.networks.Seed;

/**
 * The order in which one member sees its training examples: a fresh uniform permutation for each epoch, drawn from the child
 * {@code batches / epoch} of the member's seed. The order of a step follows from its number alone, so training from step k on
 * continues the same order.
 */
final class BatchOrder {
    private final Seed seed;
    private final int[] order;
    private long epoch = -1;

    BatchOrder(Seed member, int examples) {
        this.seed = member.child("batches");
        this.order = new int[examples];
    }

    /** The permutation of that epoch; valid until the next call. */
    int[] of(long wanted) {
        if (epoch != wanted) {
            epoch = wanted;
            SplittableRandom random = seed.child(wanted).random();
            for (int i = 0; i < order.length; i++) {
                // Inside-out Fisher-Yates: every permutation equally likely.
                int j = random.nextInt(i + 1);
                order[i] = order[j];
                order[j] = i;
            }
        }
        return order;
    }
}
