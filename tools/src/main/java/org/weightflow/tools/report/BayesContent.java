package org.weightflow.tools.report;

import java.util.Optional;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.UncertaintyReport;

/**
 * What a page of Bayesian networks shows.
 *
 * @param levels     tickets at levels of iterative pruning
 * @param predictors kinds of predictors
 * @param command    of {@code bayes} that makes the same again
 * @param settings   with which it does, as they stand in {@code config.yaml}
 */
public record BayesContent(
        Optional<LevelReport> levels, Optional<UncertaintyReport> predictors, String command, String settings) {
    public BayesContent {
        if (levels.isEmpty() && predictors.isEmpty()) {
            throw new IllegalArgumentException("a page needs levels or predictors");
        }
    }
}
