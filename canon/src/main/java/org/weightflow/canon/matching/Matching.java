package org.weightflow.canon.matching;

import java.util.List;

/**
 * How one network was matched to another. The objective is the inner product of the reference and the permuted network over the
 * matched entries, in float64.
 *
 * @param permutations      what brings the moving network to the reference
 * @param objectiveBefore   at the identity
 * @param objectiveAfter    at {@code permutations}; no less than before
 * @param restartObjectives where each ascent ended, in order
 * @param sweepObjectives   after each sweep of the ascent that was kept; never falls
 * @param converged         whether that ascent ended because no group could improve, rather than at the limit of sweeps
 */
public record Matching(
        Permutations permutations,
        double objectiveBefore,
        double objectiveAfter,
        List<Double> restartObjectives,
        List<Double> sweepObjectives,
        boolean converged) {
    public Matching {
        restartObjectives = List.copyOf(restartObjectives);
        sweepObjectives = List.copyOf(sweepObjectives);
    }

    /** Sweeps of the ascent that was kept. */
    public int sweeps() {
        return sweepObjectives.size();
    }
}
