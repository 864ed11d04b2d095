package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.weightflow.bayes.comparison.LevelCell;
import org.weightflow.bayes.comparison.LevelComparison;
import org.weightflow.bayes.comparison.LevelListener;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.report.BayesContent;
import org.weightflow.tools.report.BayesPage;
import org.weightflow.tools.terminal.Terminal;

/** From a task to tickets of variational networks at levels of iterative pruning. */
public final class BayesTicketStage {
    private static final String PAGE = "bayes.html";
    private static final String NUMBERS = "levels.json";
    private static final String LINES = "levels.csv";

    private final Workplace workplace;
    private final String command;
    private final Function<LevelReport, String> table;

    /**
     * @param command of {@code bayes} that makes the same again
     * @param table   what is printed
     */
    public BayesTicketStage(Workplace workplace, String command, Function<LevelReport, String> table) {
        this.workplace = workplace;
        this.command = command;
        this.table = table;
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
     * Compares, or goes on comparing; prints the table and writes {@code bayes.html}, {@code levels.json} and {@code levels.csv}.
     *
     * @param folder new, or of the same comparison
     */
    public LevelReport run(RunConfig config, Task task, Path folder) throws IOException {
        LevelComparison comparison = UsageException.check(() -> comparison(config, task));
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            AtomicFiles.sweep(folder);
            Pipeline.claim(config, folder);
            LevelReport report;
            try (Listener listener = new Listener(workplace.terminal())) {
                report = comparison.run(folder, listener);
            }
            workplace.terminal().out().print(table.apply(report));
            AtomicFiles.writeText(
                    folder.resolve(PAGE),
                    new BayesPage()
                            .render(new BayesContent(
                                    Optional.of(report),
                                    Optional.empty(),
                                    command,
                                    RunConfig.tree().yaml(config))));
            AtomicFiles.writeText(folder.resolve(NUMBERS), Json.text(report));
            AtomicFiles.writeText(folder.resolve(LINES), LevelTable.csv(report));
            Path posteriors = folder.resolve(LevelComparison.POSTERIORS);
            if (Files.isDirectory(posteriors)) {
                workplace.terminal().out().println(posteriors);
            }
            for (String file : List.of(PAGE, NUMBERS, LINES)) {
                workplace.terminal().out().println(folder.resolve(file));
            }
            return report;
        }
    }

    private static LevelComparison comparison(RunConfig config, Task task) {
        CollectConfig collect = config.collect();
        BayesConfig bayes = config.bayes();
        return new LevelComparison(
                config.network(),
                task,
                collect.searchSettings(),
                bayes.variational(),
                bayes.methods(),
                bayes.levelsOf(collect.pruning().levels()),
                bayes.draws(),
                collect.members(),
                new Seed(config.seed()).child("bayes"));
    }

    private static final class Listener extends MethodProgress implements LevelListener {
        Listener(Terminal terminal) {
            super(terminal);
        }

        @Override
        public void onCell(LevelCell cell) {
            // The table at the end shows them all.
        }
    }
}
