package org.weightflow.pruning.earlybird;

import org.weightflow.networks.Check;

/**
 * When a mask has settled.
 *
 * @param masks     how many are compared: the newest with all others
 * @param tolerance largest distance between them, a fraction in [0, 1]
 * @param fraction  share of the channels or weights that each mask prunes
 */
public record EarlyBirdConfig(int masks, double tolerance, double fraction) {
    public EarlyBirdConfig {
        Check.atLeast("masks", masks, 2);
        Check.closedInterval("tolerance", tolerance, 0, 1);
        Check.openInterval("fraction", fraction, 0, 1);
    }

    /** Five masks within 0.1, as You et al. (2020); 30 %, the smallest of the shares that they prune. */
    public static EarlyBirdConfig defaults() {
        return new EarlyBirdConfig(5, 0.1, 0.3);
    }

    public EarlyBirdConfig withMasks(int masks) {
        return new EarlyBirdConfig(masks, tolerance, fraction);
    }

    public EarlyBirdConfig withTolerance(double tolerance) {
        return new EarlyBirdConfig(masks, tolerance, fraction);
    }

    public EarlyBirdConfig withFraction(double fraction) {
        return new EarlyBirdConfig(masks, tolerance, fraction);
    }
}
