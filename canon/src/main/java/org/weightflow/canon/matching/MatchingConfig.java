package org.weightflow.canon.matching;

import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * How long weight matching searches.
 *
 * @param starts    where ascents start; the best of them counts
 * @param restarts  ascents from the identity and, all but the first, from random permutations
 * @param maxSweeps passes over all groups after which an ascent stops even if it still rises; 100 as in the authors' code, where
 *                  fewer than 20 are common
 */
public record MatchingConfig(Starts starts, int restarts, int maxSweeps) {
    public MatchingConfig {
        Objects.requireNonNull(starts, "starts");
        Check.atLeast("restarts", restarts, 1);
        Check.atLeast("maxSweeps", maxSweeps, 1);
    }

    public static MatchingConfig defaults() {
        return new MatchingConfig(Starts.PROPAGATED, 1, 100);
    }

    public MatchingConfig withStarts(Starts starts) {
        return new MatchingConfig(starts, restarts, maxSweeps);
    }

    public MatchingConfig withRestarts(int restarts) {
        return new MatchingConfig(starts, restarts, maxSweeps);
    }

    public MatchingConfig withMaxSweeps(int maxSweeps) {
        return new MatchingConfig(starts, restarts, maxSweeps);
    }
}
