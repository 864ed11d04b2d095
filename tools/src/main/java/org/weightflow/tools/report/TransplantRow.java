package org.weightflow.tools.report;

import java.util.List;
import java.util.Optional;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelReport;

/**
 * What one method reaches beside Bayesian iterative pruning by magnitude, and at which cost.
 *
 * @param cell     the method at a level
 * @param cost     its seconds of search and training over those of Bayesian pruning
 * @param accuracy its accuracy less that of Bayesian pruning
 */
public record TransplantRow(LevelCell cell, double cost, Difference accuracy) {
    /** Bayesian iterative pruning, which the others are held against. */
    public static final String BAYESIAN = "magnitude";

    /** Masks of deterministic networks under variational ones. */
    static final String TRANSPLANTED = "transplanted";

    /** One row a method in the order of the report; none unless there are both Bayesian and transplanted tickets at that level. */
    public static List<TransplantRow> of(LevelReport report, int level) {
        Optional<LevelCell> bayesian = report.cell(BAYESIAN, level);
        if (bayesian.isEmpty() || report.cell(TRANSPLANTED, level).isEmpty()) {
            return List.of();
        }
        return report.methods().stream()
                .flatMap(method -> report.cell(method, level).stream())
                .map(cell -> new TransplantRow(
                        cell,
                        seconds(cell) / seconds(bayesian.get()),
                        Difference.between(cell, bayesian.get(), Metric.ACCURACY)))
                .toList();
    }

    private static double seconds(LevelCell cell) {
        return cell.searchSeconds() + cell.trainingSeconds();
    }
}
