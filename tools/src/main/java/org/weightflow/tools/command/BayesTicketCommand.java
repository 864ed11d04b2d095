package org.weightflow.tools.command;

import java.util.List;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.tools.report.Metric;
import org.weightflow.tools.run.BayesConfig;
import org.weightflow.tools.run.LevelTable;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weightflow bayes ticket}: tickets of variational networks at many densities. */
@Command(
        name = "ticket",
        description =
                "Lets several scores find tickets of the same variational networks at the levels of iterative pruning, beside "
                        + "controls and tickets of deterministic networks, and puts accuracy, likelihood and calibration into "
                        + "tables and a report. Stop it at any time; the same command goes on.")
final class BayesTicketCommand extends BayesLevels {
    @Option(
            names = "--methods",
            paramLabel = "METHOD",
            split = ",",
            description =
                    "Scores, their form NAME-lrr with the learning rate rewound instead of the weights, and what they are "
                            + "compared with; default what the settings say, five scores, four controls, deterministic and transplanted.")
    private List<String> methods;

    @Option(
            names = "--show",
            split = ",",
            description = "What the terminal shows: ${COMPLETION-CANDIDATES}; default all. The files hold everything.")
    private List<Metric> metrics = List.of(Metric.values());

    BayesTicketCommand(Terminal terminal) {
        super(terminal, "ticket");
    }

    @Override
    BayesConfig chosen(BayesConfig settings, int last) {
        return methods == null ? settings : settings.withMethods(methods);
    }

    @Override
    String table(LevelReport report) {
        return LevelTable.of(report, metrics);
    }
}
