package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.bayes.comparison.PredictorKind;
import org.weightflow.bayes.comparison.UncertaintyConfig;
import org.weightflow.networks.task.Task;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.TaskOptions;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.BayesCompareStage;
import org.weightflow.tools.run.BayesConfig;
import org.weightflow.tools.run.Pipeline;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightflow bayes compare}: everything that can tell how sure it is, in one table. */
@Command(
        name = "compare",
        description =
                "Trains networks, tickets, variational networks and tickets, ensembles and a generator, puts Laplace "
                        + "approximations and chains on tickets, and holds how right, how calibrated and how costly they are against "
                        + "each other. Tickets are those of the last level. Stop it at any time; the same command goes on.")
final class BayesCompareCommand implements Callable<Integer> {
    private final Terminal terminal;

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
    private TaskOptions task;

    @Mixin
    private PopulationOptions population;

    @Mixin
    private TicketOptions tickets;

    @Mixin
    private VariationalOptions variational;

    @Option(
            names = "--predictors",
            paramLabel = "KIND",
            split = ",",
            description = "What is compared: ${COMPLETION-CANDIDATES}; default all but hmc.")
    private List<PredictorKind> kinds;

    @Option(
            names = "--networks",
            paramLabel = "N",
            description = "Networks of every ensemble, and draws of every posterior.")
    private Integer networks;

    @Option(names = "--posteriors", paramLabel = "N", description = "Posteriors of each kind that are measured.")
    private Integer posteriors;

    @Option(
            names = "--generated",
            negatable = true,
            description = "Whether networks sampled by a generator are compared too; needs settings that make them.")
    private Boolean generated;

    BayesCompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig settings = settings();
        device.apply();
        BayesCompareStage stage = new BayesCompareStage(new Workplace(terminal, dataDir.folder(), threads.count()));
        Task data = stage.task(settings);
        stage.requireFit(settings, data);
        Path folder = out.prepare(Path.of("runs").resolve("bayes-compare-" + Pipeline.folderName(settings)));
        threads.apply();
        stage.run(settings, data, folder);
        return 0;
    }

    private RunConfig settings() throws IOException {
        RunConfig start = BayesCommand.start(config);
        return UsageException.check(() -> {
            tickets.requireNoScope("iterative pruning by levels");
            RunConfig settings = start.withCollect(tickets.over(population.over(start.collect())))
                    .withDataset(task.over(start.dataset()))
                    .withBayes(over(start.bayes()));
            return population.architecture(settings.withSeed(seed.or(settings.seed())));
        });
    }

    private BayesConfig over(BayesConfig start) {
        UncertaintyConfig predictors = start.predictors();
        predictors = kinds == null ? predictors : predictors.withKinds(kinds);
        predictors = predictors.withSizes(
                networks == null ? predictors.networks() : networks,
                posteriors == null ? predictors.posteriors() : posteriors);
        return start.withVariational(variational.over(start.variational()))
                .withPredictors(predictors)
                .withGenerated(generated == null ? start.generated() : generated);
    }
}
