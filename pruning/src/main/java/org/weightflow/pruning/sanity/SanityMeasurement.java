package org.weightflow.pruning.sanity;

import java.util.List;

/**
 * What networks of one kind reached, one value a member.
 *
 * @param sameMask           whether a search gave the ticket's own masks, so that nothing was trained and there are no accuracies
 * @param testAccuracy       fractions
 * @param validationAccuracy fractions
 * @param overlap            share of the values that the ticket keeps which the mask keeps too; empty for dense networks
 * @param searchSeconds      that a repeated search took, for all members together
 * @param trainingSeconds    that the training after it took, likewise
 */
public record SanityMeasurement(
        boolean sameMask,
        List<Double> testAccuracy,
        List<Double> validationAccuracy,
        List<Double> overlap,
        double searchSeconds,
        double trainingSeconds) {
    public SanityMeasurement {
        testAccuracy = List.copyOf(testAccuracy);
        validationAccuracy = List.copyOf(validationAccuracy);
        overlap = List.copyOf(overlap);
    }

    /** The mean over members of the test accuracy; NaN where nothing was trained. */
    public double meanTestAccuracy() {
        return mean(testAccuracy);
    }

    /** The mean over members of the validation accuracy; NaN where nothing was trained. */
    public double meanValidationAccuracy() {
        return mean(validationAccuracy);
    }

    /** The mean over members of the overlap; NaN for dense networks. */
    public double meanOverlap() {
        return mean(overlap);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
