package org.weightflow.pruning.collect;

import java.util.Objects;
import org.weightflow.canon.matching.MatchingConfig;

/**
 * How a mask goes from the network that it was found on to members of other initialisations.
 *
 * @param match    what tells which unit of a member is which unit of that network
 * @param matching how long weight matching searches
 */
public record TransferConfig(Match match, MatchingConfig matching) {
    /** What tells which unit is which. */
    public enum Match {
        /** Nothing: every member takes the mask as it is, the control. */
        NONE,
        /** The weights of the dense networks, trained. */
        WEIGHTS
    }

    public TransferConfig {
        Objects.requireNonNull(match, "match");
        Objects.requireNonNull(matching, "matching");
    }

    public static TransferConfig defaults() {
        return new TransferConfig(Match.WEIGHTS, MatchingConfig.defaults());
    }

    public TransferConfig withMatch(Match match) {
        return new TransferConfig(match, matching);
    }

    public TransferConfig withMatching(MatchingConfig matching) {
        return new TransferConfig(match, matching);
    }
}
