package org.weightflow.tools.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.OutOption;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.Pipeline;
import org.weightflow.tools.run.Presets;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.run.Workplace;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightflow run}: all stages, from a task to a report. */
@Command(
        name = "run",
        description = "Runs all stages from a task to a report: collect, align, fit, sample, evaluate. "
                + "Stop it at any time; the same command goes on.")
public final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "PRESET|CONFIG.yaml",
            description =
                    "digits, digits-10k, mnist, mnist-tickets, mnist-wide, mnist-resnet, or a configuration file.")
    private String what;

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

    @Option(
            names = "--print-config",
            description = "Prints every setting as a configuration file and does nothing else.")
    private boolean printConfig;

    public RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (Presets.COMPARISONS.contains(what)) {
            throw new UsageException(what + " is a preset of 'weightflow ticket compare', not of run");
        }
        RunConfig read = Presets.find(what);
        RunConfig config = read.withSeed(seed.or(read.seed()));
        if (printConfig) {
            terminal.out().print(RunConfig.tree().yaml(config));
            return 0;
        }
        device.apply();
        Path folder = out.prepare(Path.of("runs").resolve(Pipeline.folderName(config)));
        threads.apply();
        String repeat = "weightflow run " + what + (seed.isGiven() ? " --seed " + config.seed() : "");
        new Pipeline(new Workplace(terminal, dataDir.folder(), threads.count()))
                .run(config, Presets.NAMES.contains(what) ? what : "", repeat, folder);
        return 0;
    }
}
