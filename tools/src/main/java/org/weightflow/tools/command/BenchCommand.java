package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.weightflow.canon.assignment.BenchmarkCosts;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.collect.CollectConfig;
import org.weightflow.pruning.collect.TransferConfig;
import org.weightflow.tools.bench.AlignBench;
import org.weightflow.tools.bench.AssignmentBench;
import org.weightflow.tools.bench.CollectBench;
import org.weightflow.tools.bench.EvaluateBench;
import org.weightflow.tools.bench.LoadBench;
import org.weightflow.tools.bench.MatchingBench;
import org.weightflow.tools.bench.PcaBench;
import org.weightflow.tools.bench.RecoveryBench;
import org.weightflow.tools.bench.TransferBench;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weightflow bench}: how fast this machine does the work. */
@Command(name = "bench", description = "Measures the speed of the main work.", synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand implements Runnable {
    private static final String MLP = "mlp-784-32-32-10";
    private static final String KINDS =
            "UNIFORM,TIES,NEGATIVE,HUGE,LOW_RANK,INNER_PRODUCTS,PLANTED,DISTANCES,CONSTANT,PRODUCTS";
    /** Few, so that an epoch is as long as that of a loop that sets nothing aside. */
    private static final int VALIDATION = 100;

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    public BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new UsageException(
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
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

    @Command(name = "align", description = "Reads a zoo and matches its members to the first, three times over.")
    void align(
            @Option(
                            names = "--zoo",
                            paramLabel = "ZOO",
                            description = "A zoo to align; default: one of fresh networks.")
                    Path zoo,
            @Option(
                            names = "--architecture",
                            paramLabel = "ID",
                            defaultValue = MLP,
                            description = "Default: " + MLP + ".")
                    String architecture,
            @Option(names = "--members", paramLabel = "N", defaultValue = "100", description = "Networks; default 100.")
                    int members,
            @Option(
                            names = "--work",
                            paramLabel = "FOLDER",
                            description = "Where the zoo is written and removed again.")
                    Path work,
            @Mixin ThreadsOption threads)
            throws IOException {
        requireMembers(members);
        threads.apply();
        AlignBench bench = new AlignBench(terminal.progress());
        terminal.out()
                .print((zoo == null
                                ? bench.run(
                                        work, UsageException.check(() -> Architectures.parse(architecture)), members)
                                : bench.run(zoo))
                        .text());
    }

    @Command(
            name = "assignment",
            description = "Solves linear assignments of several kinds, each several times over, if asked beside SciPy.")
    void assignment(
            @Option(
                            names = "--kinds",
                            paramLabel = "KIND",
                            split = ",",
                            defaultValue = KINDS,
                            description = "Kinds of costs; default ${DEFAULT-VALUE}.")
                    List<BenchmarkCosts> kinds,
            @Option(
                            names = "--sizes",
                            paramLabel = "N",
                            split = ",",
                            defaultValue = "512,1024,3072",
                            description = "Rows; default ${DEFAULT-VALUE}.")
                    List<Integer> sizes,
            @Option(
                            names = "--repeats",
                            paramLabel = "N",
                            defaultValue = "5",
                            description = "Times that each is solved, of which the median counts; default 5.")
                    int repeats,
            @Option(
                            names = "--python",
                            paramLabel = "PYTHON",
                            description = "A Python that has SciPy, which then solves the same matrices.")
                    String python,
            @Option(
                            names = "--work",
                            paramLabel = "FOLDER",
                            description = "Where matrices for SciPy are written and removed again.")
                    Path work)
            throws IOException {
        UsageException.check(() -> Check.atLeast("--repeats", repeats, 1));
        sizes.forEach(size -> UsageException.check(() -> Check.atLeast("--sizes", size, 1)));
        AssignmentBench bench = new AssignmentBench(repeats, terminal.progress());
        terminal.out().print((python == null ? bench.run(kinds, sizes) : bench.run(kinds, sizes, python, work)).text());
    }

    @Command(
            name = "moved",
            description = "Compares tickets by their own masks and by the mask of another network, moved and as it is.")
    void moved(
            @Option(
                            names = "--architecture",
                            paramLabel = "ID",
                            defaultValue = "lenet-300-100",
                            description = "Default: ${DEFAULT-VALUE}.")
                    String architecture,
            @Option(
                            names = "--densities",
                            paramLabel = "PERCENT",
                            split = ",",
                            defaultValue = "10,5",
                            description = "Weights that masks keep; default ${DEFAULT-VALUE}.")
                    List<Double> densities,
            @Option(
                            names = "--rewind-steps",
                            paramLabel = "K",
                            split = ",",
                            defaultValue = "0,1000",
                            description = "Training steps that tickets are rewound to; default ${DEFAULT-VALUE}.")
                    List<Integer> rewindSteps,
            @Option(names = "--members", paramLabel = "N", defaultValue = "5", description = "Networks; default 5.")
                    int members,
            @Option(names = "--epochs", paramLabel = "N", defaultValue = "5", description = "Epochs; default 5.")
                    int epochs,
            @Option(names = "--batch-size", paramLabel = "N", defaultValue = "60", description = "Default 60.")
                    int batchSize,
            @Option(
                            names = "--learning-rate",
                            paramLabel = "RATE",
                            defaultValue = "1.2e-3",
                            description = "Of Adam; default ${DEFAULT-VALUE}.")
                    double learningRate,
            @Option(names = "--no-own", description = "Leave out the networks' own masks, which take most of the time.")
                    boolean noOwn,
            @Option(
                            names = "--restarts",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "Ascents of weight matching; default 1.")
                    int restarts,
            @Option(names = "--dataset", paramLabel = "NAME", defaultValue = "mnist", description = "Default: mnist.")
                    String dataset,
            @Mixin SeedOption seed,
            @Mixin ThreadsOption threads,
            @Mixin DeviceOption device,
            @Mixin DataDirOption dataDir)
            throws IOException {
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
        TransferBench bench = UsageException.check(
                () -> new TransferBench(config, task, fractions, rewindSteps, !noOwn, terminal.progress()));
        terminal.out().print(bench.run().text());
    }

    @Command(
            name = "matching",
            description = "Matches members of a zoo as published and as we do, and counts who reaches more.")
    void matching(
            @Option(names = "--zoo", paramLabel = "ZOO", required = true, description = "A zoo of two or more members.")
                    Path zoo,
            @Option(
                            names = "--members",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "The first N take part; default ${DEFAULT-VALUE}.")
                    int members,
            @Option(names = "--all-pairs", description = "Match each to each; default: to the first.") boolean allPairs,
            @Option(
                            names = "--searches",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "Random restarts, and perturbations, to try; default ${DEFAULT-VALUE}.")
                    int searches,
            @Mixin SeedOption seed,
            @Mixin ThreadsOption threads)
            throws IOException {
        UsageException.check(() -> Check.atLeast("--members", members, 2));
        UsageException.check(() -> Check.atLeast("--searches", searches, 0));
        threads.apply();
        MatchingBench bench = new MatchingBench(terminal.progress(), searches, new Seed(seed.or(1)));
        terminal.out().print(bench.run(zoo, members, allPairs).text());
    }

    @Command(
            name = "recovery",
            description = "Permutes fresh networks, adds noise, and counts the units that matching brings back.")
    void recovery(
            @Option(
                            names = "--architecture",
                            paramLabel = "ID",
                            split = ",",
                            defaultValue = "mlp-64-32-32-32-10,resnet-20-width8,vit-width32-depth4-heads4-mlp2",
                            description = "Default: ${DEFAULT-VALUE}.")
                    List<String> architectures,
            @Option(
                            names = "--noise",
                            paramLabel = "X",
                            split = ",",
                            defaultValue = "0,0.1,0.2,0.5,1,2",
                            description = "In standard deviations of the weights; default ${DEFAULT-VALUE}.")
                    List<Double> noises,
            @Option(
                            names = "--networks",
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "Tries for each noise; default ${DEFAULT-VALUE}.")
                    int networks,
            @Mixin SeedOption seed,
            @Mixin ThreadsOption threads) {
        List<Architecture> parsed = UsageException.check(() -> {
            Check.atLeast("--networks", networks, 1);
            noises.forEach(noise -> Check.notNegative("--noise", noise));
            return architectures.stream().map(Architectures::parse).toList();
        });
        threads.apply();
        RecoveryBench bench = new RecoveryBench(terminal.progress(), networks, new Seed(seed.or(1)));
        parsed.forEach(architecture ->
                terminal.out().println(bench.run(architecture, noises).text()));
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
                    long parameters,
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
        UsageException.check(() -> Check.closedInterval("--parameters", (double) parameters, 1, 2e9));
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
