package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.collect.TransferConfig;
import org.weightflow.tools.bench.TransferBench;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench moved}: what moved masks are worth. */
@Command(
        name = "moved",
        description = "Compares tickets by their own masks and by the mask of another network, moved and as it is.")
final class MovedBenchCommand implements Callable<Integer> {
    /** Few, so that an epoch is as long as that of a loop that sets nothing aside. */
    private static final int VALIDATION = 100;

    @ParentCommand
    private BenchCommand bench;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = "lenet-300-100",
            description = "Default: ${DEFAULT-VALUE}.")
    private String architecture;

    @Option(
            names = "--densities",
            paramLabel = "PERCENT",
            split = ",",
            defaultValue = "10,5",
            description = "Weights that masks keep; default ${DEFAULT-VALUE}.")
    private List<Double> densities;

    @Option(
            names = "--rewind-steps",
            paramLabel = "K",
            split = ",",
            defaultValue = "0,1000",
            description = "Training steps that tickets are rewound to; default ${DEFAULT-VALUE}.")
    private List<Integer> rewindSteps;

    @Option(names = "--members", paramLabel = "N", defaultValue = "5", description = "Networks; default 5.")
    private int members;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "5", description = "Epochs; default 5.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "60", description = "Default 60.")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "1.2e-3",
            description = "Of Adam; default ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(names = "--no-own", description = "Leave out the networks' own masks, which take most of the time.")
    private boolean noOwn;

    @Option(
            names = "--restarts",
            paramLabel = "N",
            defaultValue = "1",
            description = "Ascents of weight matching; default 1.")
    private int restarts;

    @Option(names = "--dataset", paramLabel = "NAME", defaultValue = "mnist", description = "Default: mnist.")
    private String dataset;

    @Mixin
    private SeedOption seed;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private DeviceOption device;

    @Mixin
    private DataDirOption dataDir;

    @Override
    public Integer call() throws IOException {
        RunConfig config = UsageException.check(() -> {
            densities.forEach(percent -> Check.openInterval("--densities", percent, 0, 100));
            RunConfig start = RunConfig.defaults();
            TransferConfig transfer = start.collect().transfer();
            CollectConfig collect = start.collect()
                    .withMembers(Check.atLeast("--members", members, 2))
                    .withTraining(start.collect()
                            .training()
                            .withEpochs(epochs)
                            .withBatchSize(batchSize)
                            .withLearningRate(learningRate))
                    .withTransfer(transfer.withMatching(transfer.matching().withRestarts(restarts)));
            return start.withSeed(seed.or(start.seed()))
                    .withCollect(collect)
                    .withDataset(
                            new TaskConfig(dataset, VALIDATION, start.dataset().standardise()))
                    .withArchitecture(architecture);
        });
        device.apply();
        threads.apply();
        Task task = Task.load(config.dataset(), dataDir.folder(), new Seed(config.seed()).child("split"));
        List<Double> fractions =
                densities.stream().map(percent -> percent / 100).toList();
        TransferBench measured = UsageException.check(() -> new TransferBench(
                config, task, fractions, rewindSteps, !noOwn, bench.terminal().progress()));
        bench.terminal().out().print(measured.run().text());
        return 0;
    }
}
