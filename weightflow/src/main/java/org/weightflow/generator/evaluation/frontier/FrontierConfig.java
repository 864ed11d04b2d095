package org.weightflow.generator.evaluation.frontier;

import org.weightflow.networks.Check;

/**
 * How densely the frontier is measured.
 *
 * @param networks drawn at every level of every family; 0 for no frontier
 */
public record FrontierConfig(int networks) {
    public FrontierConfig {
        Check.atLeast("frontier networks", networks, 0);
    }

    /** 40 networks a level, our own choice: the mean accuracy is then known to a sixth of the networks' standard deviation. */
    public static FrontierConfig defaults() {
        return new FrontierConfig(40);
    }

    /** Without a frontier. */
    public static FrontierConfig none() {
        return new FrontierConfig(0);
    }

    public boolean isNone() {
        return networks == 0;
    }
}
