package org.weightflow.tools.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.bayes.comparison.GivenNetworks;
import org.weightflow.bayes.comparison.UncertaintyComparison;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.bayes.comparison.UncertaintyRow;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;
import org.weightflow.networks.artefact.ArtefactLock;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.report.BayesContent;
import org.weightflow.tools.report.BayesPage;
import org.weightflow.tools.terminal.Terminal;

/** From a task to a table of everything that can tell how sure it is. */
public final class BayesCompareStage {
    /** What the command is called among those of {@code bayes}. */
    private static final String NAME = "compare";

    private static final String PAGE = "bayes.html";
    private static final String NUMBERS = "predictors.json";
    private static final String LINES = "predictors.csv";
    private static final String GENERATED = "generated";

    private final Workplace workplace;
    private final String command;

    /** @param command that makes the same again, for the report of the generator's run */
    public BayesCompareStage(Workplace workplace, String command) {
        this.workplace = workplace;
        this.command = command;
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
        UsageException.check(() -> comparison(config, task, Map.of()));
        if (config.bayes().generated()) {
            new GeneratedNetworks(workplace).requireFit(config, task);
        }
    }

    /**
     * Compares, or goes on comparing; prints the table and writes {@code bayes.html}, {@code predictors.json} and
     * {@code predictors.csv}.
     *
     * @param folder new, or of the same comparison
     */
    public UncertaintyReport run(RunConfig config, Task task, Path folder) throws IOException {
        Map<String, Examples> outliers =
                PredictorOutliers.of(task, workplace.dataFolder(), seed(config).child("outliers"));
        UncertaintyComparison comparison = UsageException.check(() -> comparison(config, task, outliers));
        try (ArtefactLock lock = ArtefactLock.acquire(folder)) {
            lock.requireOpen();
            AtomicFiles.sweep(folder);
            Pipeline.claim(config, folder);
            List<GivenNetworks> given = config.bayes().generated()
                    ? new GeneratedNetworks(workplace)
                            .of(config, command, config.bayes().predictors().networks(), folder.resolve(GENERATED))
                    : List.of();
            UncertaintyReport report;
            try (Listener listener = new Listener(workplace.terminal())) {
                report = comparison.run(folder, given, listener);
            }
            workplace.terminal().out().print(PredictorTable.of(report));
            BayesContent content = new BayesContent(
                    Optional.empty(),
                    Optional.of(report),
                    NAME,
                    RunConfig.tree().yaml(config));
            AtomicFiles.writeText(folder.resolve(PAGE), new BayesPage().render(content));
            AtomicFiles.writeText(folder.resolve(NUMBERS), Json.text(report));
            AtomicFiles.writeText(folder.resolve(LINES), PredictorTable.csv(report));
            for (String file : List.of(PAGE, NUMBERS, LINES)) {
                workplace.terminal().out().println(folder.resolve(file));
            }
            return report;
        }
    }

    private static Seed seed(RunConfig config) {
        return new Seed(config.seed()).child("bayes");
    }

    private static UncertaintyComparison comparison(RunConfig config, Task task, Map<String, Examples> outliers) {
        return new UncertaintyComparison(
                config.network(),
                task,
                config.collect().searchSettings(),
                config.bayes().variational(),
                config.bayes().predictors(),
                outliers,
                seed(config));
    }

    private static final class Listener extends MethodProgress implements UncertaintyComparison.Listener {
        Listener(Terminal terminal) {
            super(terminal);
        }

        @Override
        public void onRow(UncertaintyRow row) {
            // The table at the end shows them all.
        }
    }
}
