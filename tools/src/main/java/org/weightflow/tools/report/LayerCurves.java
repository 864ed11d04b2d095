package org.weightflow.tools.report;

import java.util.List;
import java.util.Optional;
import org.weightflow.bayes.comparison.LevelMethods;
import org.weightflow.bayes.comparison.LevelReport;

/**
 * Whose layers are looked at: Bayesian pruning, and deterministic pruning beside it.
 *
 * @param bayesian pruning by magnitude, or without that the first method
 * @param other    deterministic pruning, if it was compared and is another method
 */
record LayerCurves(String bayesian, Optional<String> other) {
    static LayerCurves of(LevelReport report) {
        List<String> methods = report.methods();
        String bayesian = methods.contains(TransplantRow.BAYESIAN) ? TransplantRow.BAYESIAN : methods.get(0);
        return new LayerCurves(
                bayesian,
                Optional.of(LevelMethods.DETERMINISTIC)
                        .filter(methods::contains)
                        .filter(other -> !other.equals(bayesian)));
    }

    /** The prunable entries. */
    static List<String> entries(LevelReport report) {
        return List.copyOf(report.unpruned().layers().keySet());
    }
}
