package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.networks.task.Task;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.TaskOptions;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.BayesConfig;
import org.weightflow.tools.run.BayesTicketStage;
import org.weightflow.tools.run.Pipeline;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Mixin;

/** Commands that measure Bayesian tickets at levels of iterative pruning. */
abstract class BayesLevels implements Callable<Integer> {
    private final Terminal terminal;
    private final String name;

    @Mixin
    private ConfigOption config;

    @Mixin
    private OutOption out;

    @Mixin
    private DataDirOption dataDir;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private SeedOption seed;

    @Mixin
    private TaskOptions taskOptions;

    @Mixin
    private PopulationOptions population;

    @Mixin
    private TicketOptions tickets;

    @Mixin
    private BayesOptions bayes;

    /** @param name of the command */
    BayesLevels(Terminal terminal, String name) {
        this.terminal = terminal;
        this.name = name;
    }

    /**
     * What is measured.
     *
     * @param last level of iterative pruning
     */
    abstract BayesConfig chosen(BayesConfig settings, int last);

    /** What is printed of it. */
    abstract String table(LevelReport report);

    @Override
    public Integer call() throws IOException {
        RunConfig settings = settings();
        device.apply();
        threads.apply();
        BayesTicketStage stage =
                new BayesTicketStage(new Workplace(terminal, dataDir.folder(), threads.count()), name, this::table);
        Task task = stage.task(settings);
        stage.requireFit(settings, task);
        Path folder = out.prepare(Path.of("runs").resolve("bayes-" + name + "-" + Pipeline.folderName(settings)));
        stage.run(settings, task, folder);
        return 0;
    }

    private RunConfig settings() throws IOException {
        RunConfig start = BayesCommand.start(config);
        return UsageException.check(() -> {
            tickets.requireNoScope("iterative pruning by levels");
            RunConfig settings = start.withCollect(tickets.over(population.over(start.collect())))
                    .withDataset(taskOptions.over(start.dataset()));
            int last = settings.collect().pruning().levels();
            settings = settings.withBayes(chosen(bayes.over(start.bayes()), last));
            return population.architecture(settings.withSeed(seed.or(settings.seed())));
        });
    }
}
