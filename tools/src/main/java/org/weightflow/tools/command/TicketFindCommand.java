package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.TaskOptions;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.CollectStage;
import org.weightflow.tools.run.HistoryTable;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weightflow ticket METHOD}: finds tickets by one method and trains them into a zoo. */
@Command
final class TicketFindCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final String method;

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
    private DensityOptions tickets;

    TicketFindCommand(Terminal terminal, String method) {
        this.terminal = terminal;
        this.method = method;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig settings = settings();
        out.requireGiven();
        device.apply();
        threads.apply();
        CollectStage stage = new CollectStage(new Workplace(terminal, dataDir.folder(), threads.count()));
        Task task = stage.task(settings);
        stage.requireFit(settings, task);
        Path folder = out.prepare();
        Zoo zoo = stage.run(settings, task, folder);
        terminal.out().print(HistoryTable.of(zoo));
        terminal.out().println(folder);
        return 0;
    }

    private RunConfig settings() throws IOException {
        RunConfig start = TicketOptions.start(config);
        return UsageException.check(() -> {
            CollectConfig collect =
                    tickets.over(population.over(start.collect())).withKind(CollectConfig.Kind.TICKETS);
            collect = collect.withTickets(TicketOptions.method(collect.tickets(), method));
            tickets.requireScopeIsRead(collect.tickets());
            RunConfig settings = start.withCollect(collect).withDataset(task.over(start.dataset()));
            return population.architecture(settings.withSeed(seed.or(settings.seed())));
        });
    }
}
