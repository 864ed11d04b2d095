package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.weightflow.canon.alignment.AlignmentSummary;
import org.weightflow.canon.matching.AlignmentConfig;
import org.weightflow.canon.matching.Reference;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.AlignStage;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Table;
import org.weightflow.tools.terminal.Table.Column;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow align}: brings the members of a zoo into one order of units. */
@Command(
        name = "align",
        description =
                "Permutes the hidden units of a zoo's members into one order; checks that each computes what it did.")
public final class AlignCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ZOO", description = "Folder of the zoo.")
    private Path zooFolder;

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

    @Option(names = "--reference", description = "What the members are matched to: ${COMPLETION-CANDIDATES}.")
    private Reference reference;

    @Option(names = "--restarts", paramLabel = "N", description = "Ascents per member; the best one counts.")
    private Integer restarts;

    @Option(
            names = "--perturbations",
            paramLabel = "N",
            description = "Further ascents per member, each from near the best so far.")
    private Integer perturbations;

    public AlignCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig settings = settings();
        Zoo zoo = Zoo.open(zooFolder);
        device.apply();
        Path folder = out.prepare();
        threads.apply();
        Task task = Task.load(zoo.manifest(), dataDir.folder());
        new AlignStage(new Workplace(terminal, dataDir.folder(), threads.count())).run(settings, zoo, task, folder);
        AlignmentSummary summary = AlignmentSummary.read(folder);
        terminal.out()
                .print(new Table(
                                Column.text("aligned zoo"),
                                Column.number("objective before"),
                                Column.number("after"),
                                Column.number("largest logit change"))
                        .row(
                                folder,
                                Table.decimal(summary.objectiveBefore(), 1),
                                Table.decimal(summary.objectiveAfter(), 1),
                                String.format(Locale.ROOT, "%.1e", summary.largestFunctionDifference()))
                        .text());
        return 0;
    }

    private RunConfig settings() throws IOException {
        RunConfig start = config.read();
        return UsageException.check(() -> {
            AlignmentConfig matching = start.align().matching();
            matching = reference == null ? matching : matching.withReference(reference);
            matching = restarts == null
                    ? matching
                    : matching.withMatching(matching.matching().withRestarts(restarts));
            matching = perturbations == null
                    ? matching
                    : matching.withMatching(matching.matching().withPerturbations(perturbations));
            RunConfig settings = start.withAlign(new RunConfig.Align(RunConfig.Method.WEIGHT_MATCHING, matching));
            return settings.withSeed(seed.or(settings.seed()));
        });
    }
}
