package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.networks.task.Task;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.TaskOptions;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.Pipeline;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.TicketCompareStage;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightflow ticket compare}: several ways to find tickets of the same networks. */
@Command(
        name = "compare",
        description =
                "Lets several methods find tickets of the same networks at the same densities, trains them, and puts "
                        + "test accuracy and seconds into a table, a plot and a report. Stop it at any time; the same command goes on.")
final class TicketCompareCommand implements Callable<Integer> {
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

    @Option(
            names = "--methods",
            paramLabel = "METHOD",
            split = ",",
            description = "Names of methods as 'weightflow ticket' lists them, or of the settings' own; default all.")
    private List<String> methods;

    @Option(
            names = "--densities",
            paramLabel = "D",
            split = ",",
            description = "Kept shares of the prunable values; default 0.2,0.05,0.02,0.01.")
    private List<Double> densities;

    @Option(
            names = "--at-levels",
            paramLabel = "L",
            split = ",",
            description = "Compares at these levels of iterative pruning instead, such as 1,2,3; see --levels.")
    private List<Integer> levels;

    TicketCompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig settings = settings();
        device.apply();
        threads.apply();
        TicketCompareStage stage = new TicketCompareStage(new Workplace(terminal, dataDir.folder(), threads.count()));
        Task task = stage.task(settings);
        stage.requireFit(settings, task);
        Path folder = out.prepare(Path.of("runs").resolve("tickets-" + Pipeline.folderName(settings)));
        stage.run(settings, task, folder);
        return 0;
    }

    private RunConfig settings() throws IOException {
        RunConfig start = TicketOptions.start(config);
        return UsageException.check(() -> {
            if (densities != null && levels != null) {
                throw new IllegalArgumentException("--densities and --at-levels exclude each other");
            }
            RunConfig.Compare compare = start.compare();
            compare = methods == null ? compare : compare.withMethods(methods);
            compare = densities == null ? compare : compare.withDensities(densities);
            compare = levels == null ? compare : compare.withLevels(levels);
            tickets.requireScopeIsRead(
                    compare.methodsByName(), !compare.levels().isEmpty());
            RunConfig settings = start.withCollect(tickets.over(population.over(start.collect())))
                    .withCompare(compare)
                    .withDataset(task.over(start.dataset()));
            return population.architecture(settings.withSeed(seed.or(settings.seed())));
        });
    }
}
