package org.weightflow.pruning.collect;

import java.util.Objects;
import org.weightflow.canon.matching.MatchingConfig;

/**
 * How a mask goes from the network that it was found on to members of other initialisations.
 *
 * @param match    what tells which unit of a member is which unit of that network
 * @param order    in whose order of units the tickets are trained and stored
 * @param matching how long weight matching searches
 */
public record TransferConfig(Match match, Order order, MatchingConfig matching) {
    /** What tells which unit is which. */
    public enum Match {
        /** Nothing: every member takes the mask as it is, the control. */
        NONE,
        /** The weights of the dense networks, trained. */
        WEIGHTS
    }

    /** In whose order of units tickets are. The networks are the same but for rounding. */
    public enum Order {
        /** In that of the member itself: the mask is permuted, and members are as independent as dense ones. */
        MEMBER,
        /** In that of the network with the mask: the member is permuted, all have one mask and need no further alignment. */
        TRUNK
    }

    public TransferConfig {
        Objects.requireNonNull(match, "match");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(matching, "matching");
    }

    public static TransferConfig defaults() {
        return new TransferConfig(Match.WEIGHTS, Order.MEMBER, MatchingConfig.defaults());
    }

    public TransferConfig withMatch(Match match) {
        return new TransferConfig(match, order, matching);
    }

    public TransferConfig withOrder(Order order) {
        return new TransferConfig(match, order, matching);
    }

    public TransferConfig withMatching(MatchingConfig matching) {
        return new TransferConfig(match, order, matching);
    }
}
