package org.weightflow.pruning.collect;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;

/**
 * What the members of a group start their own training with.
 *
 * @param weights one a member
 * @param masks   one a member; empty for dense members
 * @param from    step of the run that training goes on from
 * @param metrics what was measured of each member before
 */
record Starts(List<StateDict> weights, List<Mask> masks, long from, List<Map<String, Double>> metrics) {
    Starts {
        weights = List.copyOf(weights);
        masks = List.copyOf(masks);
        metrics = List.copyOf(metrics);
    }

    /** Of members that nothing was measured of. */
    static Starts of(List<StateDict> weights, List<Mask> masks, long from) {
        return new Starts(weights, masks, from, Collections.nCopies(weights.size(), Map.of()));
    }
}
