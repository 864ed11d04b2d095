package org.weightflow.tools.command;

import java.util.List;
import org.weightflow.tools.run.BayesConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where tickets of variational networks are measured, and how those are trained. */
final class BayesOptions {
    @Option(
            names = "--at-levels",
            paramLabel = "L",
            split = ",",
            description = "Levels of iterative pruning that are measured, such as 1,2,3; see --levels.")
    private List<Integer> levels;

    @Option(names = "--draws", paramLabel = "N", description = "Networks that each posterior predicts with.")
    private Integer draws;

    @Mixin
    private VariationalOptions variational;

    /** The settings with what was given laid over them. */
    BayesConfig over(BayesConfig settings) {
        BayesConfig bayes = levels == null ? settings : settings.withLevels(levels);
        bayes = draws == null ? bayes : bayes.withDraws(draws);
        return bayes.withVariational(variational.over(bayes.variational()));
    }
}
