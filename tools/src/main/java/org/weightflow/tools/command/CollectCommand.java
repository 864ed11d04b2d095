package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Member;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.collect.TransferConfig;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.TaskOptions;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.CollectStage;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.run.ZooAccuracy;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightflow collect}: trains a population into a zoo. */
@Command(
        name = "collect",
        description =
                "Trains a population of networks, dense or sparse, into a zoo; goes on where an earlier call ended.")
public final class CollectCommand implements Callable<Integer> {
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
    private DensityOptions tickets;

    @Option(names = "--kind", description = "What the members have in common: ${COMPLETION-CANDIDATES}.")
    private CollectConfig.Kind kind;

    @Option(
            names = "--tickets",
            paramLabel = "METHOD",
            description = "How tickets are found: one of those that 'weightflow ticket' lists; default imp.")
    private String method;

    @Option(
            names = "--match",
            description =
                    "For moved tickets: what tells which units the mask of the one network is about in another: ${COMPLETION-CANDIDATES}.")
    private TransferConfig.Match match;

    @Option(names = "--group", paramLabel = "N", description = "Members that are trained and then stored together.")
    private Integer group;

    public CollectCommand(Terminal terminal) {
        this.terminal = terminal;
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
        double accuracy = ZooAccuracy.onValidation(zoo);
        Member first = zoo.members().get(0);
        terminal.out()
                .print(new Table(
                                Column.text("zoo"),
                                Column.number("members"),
                                Column.number("validation accuracy %"),
                                Column.number("kept"),
                                Column.number("prunable"))
                        .row(folder, zoo.size(), Table.percent(accuracy, 2), first.kept(), first.prunable())
                        .text());
        return 0;
    }

    private RunConfig settings() throws IOException {
        RunConfig start = config.read();
        return UsageException.check(() -> {
            CollectConfig collect = tickets.over(population.over(start.collect()));
            collect = kind == null ? collect : collect.withKind(kind);
            collect = method == null ? collect : collect.withTickets(TicketOptions.method(collect.tickets(), method));
            tickets.requireScopeIsRead(collect.tickets());
            collect = match == null
                    ? collect
                    : collect.withTransfer(collect.transfer().withMatch(match));
            collect = group == null ? collect : collect.withGroup(group);
            RunConfig settings = start.withCollect(collect).withDataset(task.over(start.dataset()));
            settings = settings.withSeed(seed.or(settings.seed()));
            return population.architecture(settings);
        });
    }
}
