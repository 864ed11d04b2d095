package org.weightflow.pruning.sanity;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** The control that keeps the mask and every layer's kept weights, but not which of them stands where. */
public final class ShuffledWeights {
    private ShuffledWeights() {}

    /**
     * The kept values of each prunable entry in uniformly random order; pruned values and other entries as they are.
     *
     * @throws IllegalArgumentException if the mask is of another layout
     */
    public static StateDict within(StateDict weights, Mask mask, Seed seed) {
        Layout layout = weights.layout();
        layout.requireSame(mask.layout(), "the mask");
        float[] flat = weights.toArray();
        BitSet kept = mask.toBitSet();
        SplittableRandom random = seed.random();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).prunable()) {
                int end = layout.offset(e + 1);
                int[] places =
                        kept.stream().filter(inside(layout.offset(e), end)).toArray();
                shuffle(flat, places, random);
            }
        }
        return StateDict.of(layout, flat);
    }

    private static IntPredicate inside(int from, int end) {
        return i -> i >= from && i < end;
    }

    /** Fisher-Yates over the values at those places. */
    private static void shuffle(float[] flat, int[] places, SplittableRandom random) {
        for (int left = places.length; left > 1; left--) {
            int i = places[left - 1];
            int j = places[random.nextInt(left)];
            float swapped = flat[i];
            flat[i] = flat[j];
            flat[j] = swapped;
        }
    }
}
