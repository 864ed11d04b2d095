package org.weightflow.pruning.comparison;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one method reaches at one density, one value a member.
 *
 * @param method             what it is called in this comparison
 * @param kept               values of the prunable entries that every mask keeps
 * @param density            {@code kept} over all prunable values
 * @param layers             the mean kept fraction of each prunable entry
 * @param testAccuracy       of the trained tickets, fractions
 * @param testNll            nats
 * @param testEce            fractions
 * @param validationAccuracy fractions
 * @param searchSeconds      that finding the tickets took, for all members together, what was shared with others included
 * @param trainingSeconds    that training the tickets took, likewise; 0 where the search leaves them trained
 */
public record TicketCell(
        String method,
        int kept,
        double density,
        Map<String, Double> layers,
        List<Double> testAccuracy,
        List<Double> testNll,
        List<Double> testEce,
        List<Double> validationAccuracy,
        double searchSeconds,
        double trainingSeconds) {
    public TicketCell {
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
        testAccuracy = List.copyOf(testAccuracy);
        testNll = List.copyOf(testNll);
        testEce = List.copyOf(testEce);
        validationAccuracy = List.copyOf(validationAccuracy);
    }

    /** Mean test accuracy over members, a fraction. */
    public double meanAccuracy() {
        return testAccuracy.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Standard deviation of the test accuracy between members (n - 1); NaN for one member. */
    public double deviation() {
        double mean = meanAccuracy();
        double squares = testAccuracy.stream()
                .mapToDouble(each -> (each - mean) * (each - mean))
                .sum();
        return Math.sqrt(squares / (testAccuracy.size() - 1));
    }
}
