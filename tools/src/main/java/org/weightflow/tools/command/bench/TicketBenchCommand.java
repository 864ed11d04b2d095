package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.tools.bench.TicketBench;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench ticket}: how long tickets take to find. */
@Command(
        name = "ticket",
        description = "Times the search for one ticket, for several as one population, and for many by a moved mask.")
final class TicketBenchCommand implements Callable<Integer> {
    @ParentCommand
    private BenchCommand bench;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = "lenet-300-100",
            description = "Default: ${DEFAULT-VALUE}.")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", defaultValue = "5", description = "Of the population; default 5.")
    private int members;

    @Option(names = "--moved", paramLabel = "N", defaultValue = "20", description = "By a moved mask; default 20.")
    private int moved;

    @Option(names = "--levels", paramLabel = "N", defaultValue = "8", description = "Prunings; default 8.")
    private int levels;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "1", description = "Of each training; default 1.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "60", description = "Default 60.")
    private int batchSize;

    @Option(names = "--dataset", paramLabel = "NAME", defaultValue = "mnist", description = "Default: mnist.")
    private String dataset;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private DataDirOption dataDir;

    @Override
    public Integer call() throws IOException {
        RunConfig config = UsageException.check(() -> {
            Check.atLeast("--members", members, 1);
            Check.atLeast("--moved", moved, 1);
            Check.atLeast("--levels", levels, 1);
            RunConfig start = RunConfig.defaults();
            CollectConfig collect = start.collect()
                    .withTraining(start.collect().training().withEpochs(epochs).withBatchSize(batchSize))
                    .withPruning(start.collect().pruning().withLevels(levels))
                    .withRewindStep(0);
            return start.withCollect(collect)
                    .withDataset(new TaskConfig(
                            dataset,
                            start.dataset().validation(),
                            start.dataset().standardise()))
                    .withArchitecture(architecture);
        });
        device.apply();
        threads.apply();
        Task task = Task.load(config.dataset(), dataDir.folder(), new Seed(config.seed()).child("split"));
        TicketBench measured = UsageException.check(() -> new TicketBench(config, task, members, moved));
        bench.terminal().out().print(measured.run().text());
        return 0;
    }
}
