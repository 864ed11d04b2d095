package org.weightflow.canon.comparison;

import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.networks.Check;

/**
 * What one method made of a population.
 *
 * @param seconds                   that the alignment took, without the measurements
 * @param objective                 null where there is no common reference
 * @param largestFunctionDifference largest change of any logit as a fraction of the logit scale, over all that was permuted
 * @param barriers                  between the members as they are then, with their distances and inner products
 */
public record MethodReport(
        String name, double seconds, Objective objective, double largestFunctionDifference, BarrierReport barriers) {
    /**
     * Sums over members of the inner product with the reference.
     *
     * @param before as the members were given
     * @param after  once aligned
     */
    public record Objective(double before, double after) {}

    public MethodReport {
        Check.notNegative("seconds", seconds);
        Check.notNegative("largestFunctionDifference", largestFunctionDifference);
    }
}
