package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.tools.bench.CollectBench;
import org.weightflow.tools.bench.EvaluateBench;
import org.weightflow.tools.bench.LoadBench;
import org.weightflow.tools.bench.PcaBench;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightflow bench}: how fast this machine does the work. */
@Command(name = "bench", description = "Measures the speed of the main work.", synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand implements Runnable {
    private static final String MLP = "mlp-784-32-32-10";
    /** Few, so that an epoch is as long as that of a loop that sets nothing aside. */
    private static final int VALIDATION = 100;

    private final Terminal terminal;

    public BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new UsageException("a command is missing: collect, evaluate, load or pca");
    }

    @Command(name = "collect", description = "Collects a zoo, and says where the time of a training step goes.")
    void collect(
            @Option(
                            names = "--architecture",
                            paramLabel = "ID",
                            defaultValue = MLP,
                            description = "Default: " + MLP + ".")
                    String architecture,
            @Option(names = "--members", paramLabel = "N", defaultValue = "100", description = "Networks; default 100.")
                    int members,
            @Option(names = "--epochs", paramLabel = "N", defaultValue = "5", description = "Epochs; default 5.")
                    int epochs,
            @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Default 64.")
                    int batchSize,
            @Option(
                            names = "--steps",
                            paramLabel = "N",
                            description = "Train for N steps and do nothing else; default: collect the whole zoo.")
                    Long steps,
            @Option(names = "--dataset", paramLabel = "NAME", defaultValue = "mnist", description = "Default: mnist.")
                    String dataset,
            @Option(
                            names = "--work",
                            paramLabel = "FOLDER",
                            description = "Where the zoo is written and removed again.")
                    Path work,
            @Mixin ThreadsOption threads,
            @Mixin DeviceOption device,
            @Mixin DataDirOption dataDir)
            throws IOException {
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
        CollectBench bench = new CollectBench(config, dataDir.folder());
        terminal.out().print((steps == null ? bench.run(work) : bench.run(steps)).text());
    }

    @Command(name = "evaluate", description = "Measures the accuracy of networks on test images, three times over.")
    void evaluate(
            @Option(
                            names = "--architecture",
                            paramLabel = "ID",
                            defaultValue = MLP,
                            description = "Default: " + MLP + ".")
                    String architecture,
            @Option(names = "--members", paramLabel = "N", defaultValue = "100", description = "Networks; default 100.")
                    int members,
            @Option(names = "--dataset", paramLabel = "NAME", defaultValue = "mnist", description = "Default: mnist.")
                    String dataset,
            @Mixin ThreadsOption threads,
            @Mixin DeviceOption device,
            @Mixin DataDirOption dataDir)
            throws IOException {
        EvaluateBench bench = UsageException.check(() -> new EvaluateBench(
                Architectures.parse(architecture),
                new TaskConfig(dataset, 1, RunConfig.defaults().dataset().standardise()),
                dataDir.folder()));
        device.apply();
        requireMembers(members);
        threads.apply();
        terminal.out().print(bench.run(members).text());
    }

    @Command(name = "load", description = "Opens a zoo and reads all its weights, three times over.")
    void load(
            @Option(names = "--zoo", paramLabel = "ZOO", description = "A zoo to read; default: one of fresh networks.")
                    Path zoo,
            @Option(
                            names = "--architecture",
                            paramLabel = "ID",
                            defaultValue = MLP,
                            description = "Default: " + MLP + ".")
                    String architecture,
            @Option(
                            names = "--members",
                            paramLabel = "N",
                            defaultValue = "10000",
                            description = "Networks; default 10000.")
                    int members,
            @Option(
                            names = "--work",
                            paramLabel = "FOLDER",
                            description = "Where the zoo is written and removed again.")
                    Path work)
            throws IOException {
        requireMembers(members);
        LoadBench bench = new LoadBench(terminal.progress());
        terminal.out()
                .print((zoo == null
                                ? bench.run(
                                        work, UsageException.check(() -> Architectures.parse(architecture)), members)
                                : bench.run(zoo))
                        .text());
    }

    @Command(
            name = "pca",
            description = "Analyses the principal components of checkpoints that need not fit in memory, "
                    + "beside reading their files twice. The default writes 25.6 GB and removes them again.")
    void pca(
            @Option(
                            names = "--members",
                            paramLabel = "N",
                            defaultValue = "64",
                            description = "Checkpoints; default 64.")
                    int members,
            @Option(
                            names = "--parameters",
                            paramLabel = "D",
                            defaultValue = "100000000",
                            description = "Parameters of each, nearly; default 100000000.")
                    int parameters,
            @Option(names = "--work", paramLabel = "FOLDER", description = "Where they are written and removed again.")
                    Path work,
            @Option(
                            names = "--drop-caches",
                            description = "Let the system forget the files before each measurement, which takes the "
                                    + "rights of its administrator.")
                    boolean dropCaches,
            @Mixin ThreadsOption threads)
            throws IOException {
        UsageException.check(() -> Check.atLeast("--members", members, 2));
        UsageException.check(() -> Check.atLeast("--parameters", parameters, 1));
        threads.apply();
        PcaBench bench = new PcaBench(terminal.progress(), dropCaches);
        terminal.out()
                .print(bench.run(work, PcaBench.architecture(parameters), members)
                        .text());
    }

    private static void requireMembers(int members) {
        UsageException.check(() -> Check.atLeast("--members", members, 1));
    }
}
