package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.pruning.instability.InstabilityConfig;
import org.weightflow.pruning.instability.StabilityReport;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.TaskOptions;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.StabilitySettings;
import org.weightflow.tools.run.StabilityStage;
import org.weightflow.tools.run.StabilityTable;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.run.ZooRecipe;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightflow ticket stability}: from which step on the order of the data no longer decides where a network ends. */
@Command(
        name = "stability",
        description =
                "Trains copies of networks from several steps of their training on, each in another order of the data, and "
                        + "measures the barrier between them on the test examples: of dense networks, and of the same under "
                        + "the masks of zoos that 'ticket METHOD' made of them.")
final class TicketStabilityCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--steps",
            paramLabel = "K",
            split = ",",
            description = "Steps at which dense networks branch; default 0 and 1, 5 and 20 %% of the run.")
    private List<Long> steps = List.of();

    @Option(
            names = "--zoo",
            paramLabel = "ZOO",
            description =
                    "Zoo of tickets, whose settings are taken and whose masks are measured at the step that its tickets "
                            + "are trained from; may be repeated, for other densities or methods with the same networks.")
    private List<Path> zoos = List.of();

    @Option(names = "--copies", paramLabel = "N", description = "Copies of each network; default 2.")
    private Integer copies;

    @Option(names = "--points", paramLabel = "T", description = "Points on each line, the ends included; default 30.")
    private Integer points;

    @Option(
            names = "--train-examples",
            paramLabel = "N",
            description = "Training examples that are measured on, beside all test examples; default "
                    + ExampleSet.DEFAULT_TRAINING + ".")
    private Integer trainingExamples;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write every curve to a JSON file.")
    private Path json;

    @Mixin
    private ConfigOption config;

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

    TicketStabilityCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        List<Zoo> opened = new ArrayList<>();
        for (Path zoo : zoos) {
            opened.add(Zoo.open(zoo));
        }
        RunConfig run = run(opened);
        StabilitySettings settings = settings();
        device.apply();
        threads.apply();
        StabilityReport report = new StabilityStage(new Workplace(terminal, dataDir.folder(), threads.count()))
                .run(run, settings, opened);
        if (json != null) {
            AtomicFiles.writeText(json, Json.text(report));
        }
        terminal.out().print(StabilityTable.of(report));
        return 0;
    }

    /** The settings of the first zoo, or those that were asked for; three members unless another number was. */
    private RunConfig run(List<Zoo> opened) throws IOException {
        if (!opened.isEmpty() && config.name().isPresent()) {
            throw new UsageException("--config and --zoo exclude each other: a zoo comes with its settings");
        }
        RunConfig start = opened.isEmpty() ? TicketOptions.start(config) : ZooRecipe.of(opened.get(0));
        if (!opened.isEmpty()
                && !UsageException.check(() -> task.over(start.dataset())).equals(start.dataset())) {
            throw new UsageException("--zoo comes with its dataset: leave out --dataset and how it is cut and scaled");
        }
        int members = opened.stream().mapToInt(Zoo::size).min().orElse(StabilitySettings.DEFAULT_MEMBERS);
        return UsageException.check(() -> {
            RunConfig few = start.withCollect(
                    start.collect().withMembers(Math.min(members, StabilitySettings.DEFAULT_MEMBERS)));
            RunConfig settings = few.withCollect(population.over(few.collect())).withDataset(task.over(few.dataset()));
            return population.architecture(settings.withSeed(seed.or(settings.seed())));
        });
    }

    private StabilitySettings settings() {
        return UsageException.check(() -> {
            StabilitySettings usual = StabilitySettings.defaults();
            InstabilityConfig instability = usual.instability();
            instability = copies == null ? instability : instability.withCopies(copies);
            instability = points == null ? instability : instability.withPoints(points);
            return new StabilitySettings(
                    instability, steps, trainingExamples == null ? usual.trainingExamples() : trainingExamples);
        });
    }
}
