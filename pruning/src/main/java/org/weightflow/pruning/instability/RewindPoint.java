package org.weightflow.pruning.instability;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * A moment of training from which copies go on, and the masks that they go on under.
 *
 * @param step  k; 0 is the initialisation
 * @param masks one a network; empty for dense ones
 * @param start what copies start from, of W_k of each network; W_k itself but for methods that scale it
 */
public record RewindPoint(long step, List<Mask> masks, UnaryOperator<List<StateDict>> start) {
    public RewindPoint {
        masks = List.copyOf(masks);
        Objects.requireNonNull(start, "start");
        if (step < 0) {
            throw new IllegalArgumentException("step " + step + " is less than 0");
        }
    }

    /** Copies that start from W_k. */
    public RewindPoint(long step, List<Mask> masks) {
        this(step, masks, UnaryOperator.identity());
    }

    /** Dense networks at each of these steps. */
    public static List<RewindPoint> dense(List<Long> steps) {
        return steps.stream().map(step -> new RewindPoint(step, List.of())).toList();
    }
}
