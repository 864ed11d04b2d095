package org.weightflow.pruning.instability;

import org.weightflow.canon.barrier.BarrierConfig;
import org.weightflow.networks.Check;

/**
 * How instability is measured.
 *
 * @param copies trainings from the same weights, each with its own data order; all pairs of them are measured
 * @param points on the line between two of them, equally spaced, both ends included
 */
public record InstabilityConfig(int copies, int points) {
    public InstabilityConfig {
        Check.atLeast("copies", copies, 2);
        Check.atLeast("points", points, 3);
    }

    /** Two copies and 30 points, as Frankle et al. (2020). */
    public static InstabilityConfig defaults() {
        return new InstabilityConfig(2, 30);
    }

    public InstabilityConfig withCopies(int copies) {
        return new InstabilityConfig(copies, points);
    }

    public InstabilityConfig withPoints(int points) {
        return new InstabilityConfig(copies, points);
    }

    BarrierConfig barrier() {
        return BarrierConfig.defaults().withPoints(points);
    }
}
