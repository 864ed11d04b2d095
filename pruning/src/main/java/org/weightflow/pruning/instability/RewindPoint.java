package org.weightflow.pruning.instability;

import java.util.List;
import org.weightflow.networks.Mask;

/**
 * A moment of training from which copies go on, and the masks that they go on under.
 *
 * @param step  k; 0 is the initialisation
 * @param masks one a network; empty for dense ones
 */
public record RewindPoint(long step, List<Mask> masks) {
    public RewindPoint {
        masks = List.copyOf(masks);
        if (step < 0) {
            throw new IllegalArgumentException("step " + step + " is less than 0");
        }
    }

    /** Dense networks at each of these steps. */
    public static List<RewindPoint> dense(List<Long> steps) {
        return steps.stream().map(step -> new RewindPoint(step, List.of())).toList();
    }
}
