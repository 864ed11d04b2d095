package org.weightflow.pruning.search;

import java.util.List;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * One ticket a member: weights to start from, a mask, and the step of the run to train on from.
 *
 * @param name    what the trained networks are called; one name, one set of tickets
 * @param weights one a member; pruned values may be anything
 * @param masks   one a member
 * @param from    step from which the tickets are trained to the end of the run; that end for networks that are trained already
 */
public record Tickets(String name, List<StateDict> weights, List<Mask> masks, long from) {
    public Tickets {
        weights = List.copyOf(weights);
        masks = List.copyOf(masks);
        if (weights.size() != masks.size()) {
            throw new IllegalArgumentException(masks.size() + " masks for " + weights.size() + " members");
        }
    }
}
