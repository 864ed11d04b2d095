package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.training.TrainConfig;
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

    @Option(names = "--architecture", paramLabel = "ID", description = "Such as mlp-784-32-32-10 or lenet-300-100.")
    private String architecture;

    @Option(names = "--kind", description = "What the members have in common: ${COMPLETION-CANDIDATES}.")
    private CollectConfig.Kind kind;

    @Option(names = "--members", paramLabel = "N", description = "Networks of the zoo.")
    private Integer members;

    @Option(names = "--initialise", description = "How fresh weights are drawn: ${COMPLETION-CANDIDATES}.")
    private Initialisation initialise;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training examples.")
    private Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Examples a training step.")
    private Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Base learning rate.")
    private Double learningRate;

    @Option(
            names = "--levels",
            paramLabel = "N",
            description =
                    "Prunings, for all kinds but dense; each removes 20 %% of what is left unless the settings say otherwise.")
    private Integer levels;

    @Option(names = "--rewind-step", paramLabel = "K", description = "Training step that tickets are rewound to.")
    private Integer rewindStep;

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
        device.apply();
        Path folder = out.prepare();
        threads.apply();
        CollectStage stage = new CollectStage(new Workplace(terminal, dataDir.folder(), threads.count()));
        Zoo zoo = stage.run(settings, stage.task(settings), folder);
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
            CollectConfig collect = start.collect();
            TrainConfig training = collect.training();
            training = epochs == null ? training : training.withEpochs(epochs);
            training = batchSize == null ? training : training.withBatchSize(batchSize);
            training = learningRate == null ? training : training.withLearningRate(learningRate);
            collect = collect.withTraining(training);
            collect = kind == null ? collect : collect.withKind(kind);
            collect = members == null ? collect : collect.withMembers(members);
            collect = initialise == null ? collect : collect.withInitialise(initialise);
            collect = levels == null
                    ? collect
                    : collect.withPruning(collect.pruning().withLevels(levels));
            collect = rewindStep == null ? collect : collect.withRewindStep(rewindStep);
            collect = match == null
                    ? collect
                    : collect.withTransfer(collect.transfer().withMatch(match));
            collect = group == null ? collect : collect.withGroup(group);
            RunConfig settings = start.withCollect(collect).withDataset(task.over(start.dataset()));
            settings = settings.withSeed(seed.or(settings.seed()));
            return architecture == null ? settings : settings.withArchitecture(architecture);
        });
    }
}
