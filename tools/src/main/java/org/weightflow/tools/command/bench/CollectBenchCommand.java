package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.tools.bench.CollectBench;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench collect}: how long collecting takes, and the steps of training. */
@Command(name = "collect", description = "Collects a zoo, and says where the time of a training step goes.")
final class CollectBenchCommand implements Callable<Integer> {
    /** Few, so that an epoch is as long as that of a loop that sets nothing aside. */
    private static final int VALIDATION = 100;

    @ParentCommand
    private BenchCommand bench;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = BenchCommand.MLP,
            description = "Default: " + BenchCommand.MLP + ".")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", defaultValue = "100", description = "Networks; default 100.")
    private int members;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "5", description = "Epochs; default 5.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Default 64.")
    private int batchSize;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Train for N steps and do nothing else; default: collect the whole zoo.")
    private Long steps;

    @Option(names = "--dataset", paramLabel = "NAME", defaultValue = "mnist", description = "Default: mnist.")
    private String dataset;

    @Option(names = "--work", paramLabel = "FOLDER", description = "Where the zoo is written and removed again.")
    private Path work;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private DataDirOption dataDir;

    @Override
    public Integer call() throws IOException {
        RunConfig config = UsageException.check(() -> {
            RunConfig start = RunConfig.defaults();
            CollectConfig collect = start.collect()
                    .withMembers(members)
                    .withTraining(TrainConfig.defaults().withEpochs(epochs).withBatchSize(batchSize));
            return start.withCollect(collect)
                    .withDataset(
                            new TaskConfig(dataset, VALIDATION, start.dataset().standardise()))
                    .withArchitecture(architecture);
        });
        device.apply();
        threads.apply();
        CollectBench measured = new CollectBench(config, dataDir.folder());
        bench.terminal().out().print((steps == null ? measured.run(work) : measured.run(steps)).text());
        return 0;
    }
}
