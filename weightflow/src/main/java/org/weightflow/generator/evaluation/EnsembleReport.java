package org.weightflow.generator.evaluation;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.metrics.Scores;

/**
 * Ensembles of one size, each predicting the mean of its members' probabilities. A series is cut into as many disjoint groups of
 * consecutive networks as it has; what is left over votes in none.
 *
 * @param size   members of an ensemble
 * @param groups the scores of each group; empty where there are fewer networks than one ensemble needs
 */
public record EnsembleReport(int size, List<Scores> groups) {
    private static final Scores UNKNOWN = new Scores(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    public EnsembleReport {
        groups = List.copyOf(groups);
    }

    /** The scores of the first ensemble; NaN if there is none. */
    public Scores first() {
        return groups.isEmpty() ? UNKNOWN : groups.get(0);
    }

    /** How a score varies over the groups; NaN if there is none. */
    public Spread spread(ToDoubleFunction<Scores> score) {
        return Spread.of(groups.stream().mapToDouble(score).toArray());
    }
}
