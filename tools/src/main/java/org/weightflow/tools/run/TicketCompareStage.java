package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.comparison.ComparisonListener;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketComparison;
import org.weightflow.pruning.comparison.TicketReport;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.selection.Selection;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.report.TicketPage;
import org.weightflow.tools.terminal.Terminal;

/** From a task to a comparison of ways to find tickets. */
public final class TicketCompareStage {
    private static final String PAGE = "tickets.html";
    private static final String NUMBERS = "tickets.json";
    private static final String LINES = "tickets.csv";

    private final Workplace workplace;

    public TicketCompareStage(Workplace workplace) {
        this.workplace = workplace;
    }

    /** Loads the task that a configuration names. */
    public Task task(RunConfig config) throws IOException {
        return new CollectStage(workplace).task(config);
    }

    /**
     * Finds out whether the comparison can be made, before a folder is claimed for it.
     *
     * @throws UsageException if the settings do not fit the task or one another
     */
    public void requireFit(RunConfig config, Task task) {
        UsageException.check(() -> comparison(config, task));
    }

    /**
     * Compares, or goes on comparing; prints the table and writes {@code tickets.html}, {@code tickets.json} and
     * {@code tickets.csv}.
     *
     * @param folder new, or of the same comparison
     */
    public TicketReport run(RunConfig config, Task task, Path folder) throws IOException {
        TicketComparison comparison = UsageException.check(() -> comparison(config, task));
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            AtomicFiles.sweep(folder);
            Pipeline.claim(config, folder);
            TicketReport report;
            try (Listener listener = new Listener(workplace.terminal())) {
                report = comparison.run(folder, listener);
            }
            workplace.terminal().out().print(TicketTable.of(report));
            AtomicFiles.writeText(
                    folder.resolve(PAGE),
                    new TicketPage().render(report, RunConfig.tree().yaml(config)));
            AtomicFiles.writeText(folder.resolve(NUMBERS), Json.text(report));
            AtomicFiles.writeText(folder.resolve(LINES), TicketTable.csv(report));
            for (String file : new String[] {PAGE, NUMBERS, LINES}) {
                workplace.terminal().out().println(folder.resolve(file));
            }
            return report;
        }
    }

    private static TicketComparison comparison(RunConfig config, Task task) {
        Architecture network = config.network();
        CollectConfig collect = config.collect();
        Selection selection = new Selection(network.layout(), collect.tickets().scope());
        Targets targets = config.compare().levels().isEmpty()
                ? Targets.ofDensities(config.compare().densities(), selection)
                : Targets.ofLevels(collect.pruning(), config.compare().levels(), selection);
        return new TicketComparison(
                network,
                task,
                collect.searchSettings(),
                config.compare().methodsByName(),
                targets,
                collect.members(),
                new Seed(config.seed()).child("tickets"));
    }

    private static final class Listener extends MethodProgress implements ComparisonListener {
        Listener(Terminal terminal) {
            super(terminal);
        }

        @Override
        public void onCell(TicketCell cell) {
            // The table at the end shows them all.
        }
    }
}
