package org.weightflow.pruning.sanity;

import java.util.List;
import org.weightflow.networks.Check;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * The tickets that are checked, as a search found and trained them.
 *
 * @param ids      of the members, from which the controls' draws come
 * @param seeds    that the members' weights and batches came from
 * @param networks trained
 * @param masks    that they were trained under
 */
public record SanitySubjects(List<Integer> ids, List<Seed> seeds, List<StateDict> networks, List<Mask> masks) {
    public SanitySubjects {
        ids = List.copyOf(ids);
        seeds = List.copyOf(seeds);
        networks = List.copyOf(networks);
        masks = List.copyOf(masks);
        int count = Check.atLeast("members", ids.size(), 1);
        if (seeds.size() != count || networks.size() != count || masks.size() != count) {
            throw new IllegalArgumentException(seeds.size() + " seeds, " + networks.size() + " networks and "
                    + masks.size() + " masks for " + count + " members");
        }
    }

    /** How many. */
    public int count() {
        return ids.size();
    }
}
