package org.weightflow.networks.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A measurement of a network: {@code validation.accuracy} is the accuracy on the validation examples.
 *
 * @param split examples that it was measured on; empty if the name does not say it
 * @param type  what was measured
 */
record Measured(Optional<String> split, String type, double value) {
    /** Other metrics of a member, such as which draw of a generator it is, measure nothing. */
    private static final Set<String> TYPES = Set.of("accuracy", "brier", "ece", "loss", "nll");

    /** Those metrics that are measurements, by split; the splits in the order of their names. */
    static Map<String, List<Measured>> bySplit(Map<String, Double> metrics) {
        Map<String, List<Measured>> splits = new TreeMap<>();
        new TreeMap<>(metrics).forEach((name, value) -> {
            int point = name.lastIndexOf('.');
            String type = name.substring(point + 1);
            if (TYPES.contains(type)) {
                Optional<String> split = point < 0 ? Optional.empty() : Optional.of(name.substring(0, point));
                splits.computeIfAbsent(split.orElse(""), any -> new ArrayList<>())
                        .add(new Measured(split, type, value));
            }
        });
        return splits;
    }
}
