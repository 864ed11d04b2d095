package org.weightflow.pruning.collect;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.method.SearchLevel;

/**
 * What the members of a group start their own training with.
 *
 * @param weights one a member
 * @param masks   one a member; empty for dense members
 * @param from    step of the run that training goes on from
 * @param metrics what was measured of each member before
 * @param history how the members' own tickets were found; empty for others
 */
record Starts(
        List<StateDict> weights,
        List<Mask> masks,
        long from,
        List<Map<String, Double>> metrics,
        List<SearchLevel> history) {
    Starts {
        weights = List.copyOf(weights);
        masks = List.copyOf(masks);
        metrics = List.copyOf(metrics);
        history = List.copyOf(history);
    }

    /** Of members that nothing was measured of. */
    static Starts of(List<StateDict> weights, List<Mask> masks, long from) {
        return new Starts(weights, masks, from, Collections.nCopies(weights.size(), Map.of()), List.of());
    }

    /** The same with how the tickets were found. */
    Starts withHistory(List<SearchLevel> levels) {
        return new Starts(weights, masks, from, metrics, levels);
    }
}
