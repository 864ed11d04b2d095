package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.canon.barrier.BarrierReport;
import org.weightflow.networks.artefact.AtomicFiles;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.task.Task;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.run.BarrierSettings;
import org.weightflow.tools.run.BarrierStage;
import org.weightflow.tools.run.BarrierTable;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow barrier}: says how much worse networks become between the members of a zoo. */
@Command(
        name = "barrier",
        description =
                "Reads the test examples and measures error and loss along straight lines between the members of a "
                        + "zoo, and from the members to their mean.")
public final class BarrierCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "ZOO", description = "Folder of the zoo, aligned or not.")
    private Path zooFolder;

    @Mixin
    private BarrierOptions barrier;

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

    public BarrierCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        RunConfig start = config.read();
        RunConfig run = start.withSeed(seed.or(start.seed()));
        BarrierSettings settings = barrier.settings();
        Zoo zoo = Zoo.open(zooFolder);
        device.apply();
        threads.apply();
        Task task = Task.load(zoo.manifest(), dataDir.folder());
        BarrierReport report = new BarrierStage(new Workplace(terminal, dataDir.folder(), threads.count()))
                .run(run, settings, zoo, task);
        if (json != null) {
            AtomicFiles.writeText(json, Json.text(report));
        }
        terminal.out().print(BarrierTable.of(report));
        return 0;
    }
}
