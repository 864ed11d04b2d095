package org.weightflow.tools.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one evaluation found.
 *
 * @param name      of the run, distinct in a comparison
 * @param estimates by the key of their {@link Quantity}
 * @param frontier  the generator under its sampling settings; empty where that was not measured
 * @param settings  of the run's {@code config.yaml}, by path; empty where there is none
 */
public record ComparedRun(
        String name, Map<String, Estimate> estimates, List<Level> frontier, Map<String, String> settings) {

    /**
     * The generator under one sampling setting.
     *
     * @param name     of the setting
     * @param novelty  median r
     * @param accuracy mean, a fraction
     * @param low      where the 95 % interval of that mean begins
     * @param high     where it ends
     */
    public record Level(String name, double novelty, double accuracy, double low, double high) {}

    public ComparedRun {
        estimates = Map.copyOf(estimates);
        frontier = List.copyOf(frontier);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** What the run has of a quantity. */
    public Estimate estimate(Quantity quantity) {
        return estimates.getOrDefault(quantity.key(), Estimate.UNKNOWN);
    }

    /** The mean test accuracy of the zoo, a fraction. */
    public double zooAccuracy() {
        return estimate(Quantities.ZOO_ACCURACY).value();
    }

    /** The mean test accuracy of the samples, a fraction. */
    public double accuracy() {
        return estimate(Quantities.ACCURACY).value();
    }

    /** The median novelty r of the samples. */
    public double novelty() {
        return estimate(Quantities.NOVELTY).value();
    }
}
