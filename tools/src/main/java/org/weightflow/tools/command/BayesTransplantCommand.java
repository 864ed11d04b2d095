package org.weightflow.tools.command;

import java.util.List;
import org.weightflow.bayes.comparison.LevelMethods;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.networks.Check;
import org.weightflow.tools.report.TransplantRow;
import org.weightflow.tools.run.BayesConfig;
import org.weightflow.tools.run.TransplantTable;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;

/** {@code weightflow bayes transplant}: tickets of deterministic networks as Bayesian ones. */
@Command(
        name = "transplant",
        description =
                "Finds tickets of deterministic networks, puts their masks on variational networks of the same seeds, and says "
                        + "what that reaches and costs beside searching among the variational networks themselves; and the "
                        + "other way round. It is about one level: --at-levels, or the last.")
final class BayesTransplantCommand extends BayesLevels {
    private static final List<String> METHODS = List.of(
            LevelMethods.DETERMINISTIC,
            "transplanted",
            "transplanted-trained",
            TransplantRow.BAYESIAN,
            "transplanted-back");

    BayesTransplantCommand(Terminal terminal) {
        super(terminal, "transplant");
    }

    @Override
    BayesConfig chosen(BayesConfig settings, int last) {
        List<Integer> levels = settings.levelsOf(last);
        Check.atLeast("levels to transplant at", levels.size(), 1);
        return settings.withMethods(METHODS).withLevels(levels.subList(levels.size() - 1, levels.size()));
    }

    @Override
    String table(LevelReport report) {
        return TransplantTable.of(report);
    }
}
