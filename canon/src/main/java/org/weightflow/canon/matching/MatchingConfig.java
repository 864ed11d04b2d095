package org.weightflow.canon.matching;

import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * How long weight matching searches.
 *
 * @param starts        where ascents start; the best of them counts
 * @param restarts      ascents from the identity and, all but the first, from random permutations
 * @param perturbations ascents from near the best so far, one after the other; they raise the objective more than as many restarts
 * @param maxSweeps     passes over all groups after which an ascent stops even if it still rises; 100 as in the authors' code,
 *                      where fewer than 20 are common
 */
public record MatchingConfig(Starts starts, int restarts, int perturbations, int maxSweeps) {
    public MatchingConfig {
        Objects.requireNonNull(starts, "starts");
        Check.atLeast("restarts", restarts, 1);
        Check.atLeast("perturbations", perturbations, 0);
        Check.atLeast("maxSweeps", maxSweeps, 1);
    }

    public static MatchingConfig defaults() {
        return new MatchingConfig(Starts.PROPAGATED, 1, 0, 100);
    }

    public MatchingConfig withStarts(Starts starts) {
        return new MatchingConfig(starts, restarts, perturbations, maxSweeps);
    }

    public MatchingConfig withRestarts(int restarts) {
        return new MatchingConfig(starts, restarts, perturbations, maxSweeps);
    }

    public MatchingConfig withPerturbations(int perturbations) {
        return new MatchingConfig(starts, restarts, perturbations, maxSweeps);
    }

    public MatchingConfig withMaxSweeps(int maxSweeps) {
        return new MatchingConfig(starts, restarts, perturbations, maxSweeps);
    }
}
