package org.weightflow.canon.matching;

import org.weightflow.networks.Check;

/**
 * How long weight matching searches.
 *
 * @param restarts  ascents; the first starts at the identity, the others at random permutations
 * @param maxSweeps passes over all groups after which an ascent stops even if it still rises; 100 as in the authors' code, where
 *                  fewer than 20 are common
 */
public record MatchingConfig(int restarts, int maxSweeps) {
    public MatchingConfig {
        Check.atLeast("restarts", restarts, 1);
        Check.atLeast("maxSweeps", maxSweeps, 1);
    }

    public static MatchingConfig defaults() {
        return new MatchingConfig(1, 100);
    }

    public MatchingConfig withRestarts(int restarts) {
        return new MatchingConfig(restarts, maxSweeps);
    }

    public MatchingConfig withMaxSweeps(int maxSweeps) {
        return new MatchingConfig(restarts, maxSweeps);
    }
}
