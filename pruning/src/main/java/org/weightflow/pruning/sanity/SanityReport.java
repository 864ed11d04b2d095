package org.weightflow.pruning.sanity;

import java.util.List;
import java.util.Optional;

/**
 * What a sanity suite found of some tickets.
 *
 * @param architecture as architectures are typed
 * @param dataset      the task
 * @param members      ids of the tickets' members
 * @param kept         values that each ticket's mask keeps
 * @param prunable     values that it might have kept
 * @param from         the step that controls are trained from
 * @param steps        T, training steps of a network
 * @param trainedBySearch  whether the search hands over networks that are trained already, so that mask controls are compared with the mask
 *                     trained on the weights of the start
 * @param ticket       the tickets themselves
 * @param results      in the order of {@link SanityControl}
 */
public record SanityReport(
        String architecture,
        String dataset,
        List<Integer> members,
        List<Integer> kept,
        int prunable,
        long from,
        long steps,
        boolean trainedBySearch,
        SanityMeasurement ticket,
        List<SanityResult> results) {
    public SanityReport {
        members = List.copyOf(members);
        kept = List.copyOf(kept);
        results = List.copyOf(results);
    }

    public Optional<SanityResult> result(SanityControl control) {
        return results.stream().filter(result -> result.control() == control).findFirst();
    }
}
