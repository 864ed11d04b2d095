package org.weightflow.tools.command;

import java.util.List;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.method.TicketConfig;
import org.weightflow.pruning.selection.Scope;
import picocli.CommandLine.Option;

/** How networks are pruned, and what they are rewound to. */
final class PruningOptions {
    @Option(
            names = "--levels",
            paramLabel = "N",
            description =
                    "Levels of iterative pruning; each removes 20 %% of what is left unless the settings say otherwise.")
    private Integer levels;

    @Option(names = "--rewind-step", paramLabel = "K", description = "Training step that tickets are rewound to.")
    private Integer rewindStep;

    @Option(
            names = "--scope",
            paramLabel = "SHARES",
            description = "How kept values are shared out among layers: ${COMPLETION-CANDIDATES}.")
    private Scope.Shares shares;

    @Option(
            names = "--spare",
            paramLabel = "ENTRY",
            split = ",",
            description = "Entries that are never pruned, * standing for any text, such as linear.weight,*.shortcut.*.")
    private List<String> spared;

    /** The settings with what was given laid over them. */
    CollectConfig over(CollectConfig start) {
        TicketConfig tickets = start.tickets();
        Scope scope = tickets.scope();
        scope = shares == null ? scope : scope.withShares(shares);
        scope = spared == null ? scope : scope.withSpared(spared);
        CollectConfig collect = start.withTickets(tickets.withScope(scope));
        collect =
                levels == null ? collect : collect.withPruning(collect.pruning().withLevels(levels));
        return rewindStep == null ? collect : collect.withRewindStep(rewindStep);
    }
}
