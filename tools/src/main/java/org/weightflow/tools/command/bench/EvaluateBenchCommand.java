package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.task.TaskConfig;
import org.weightflow.tools.bench.EvaluateBench;
import org.weightflow.tools.options.DataDirOption;
import org.weightflow.tools.options.DeviceOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench evaluate}: how long judging networks takes. */
@Command(name = "evaluate", description = "Measures the accuracy of networks on test images, three times over.")
final class EvaluateBenchCommand implements Callable<Integer> {

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
        EvaluateBench measured = UsageException.check(() -> new EvaluateBench(
                Architectures.parse(architecture),
                new TaskConfig(dataset, 1, RunConfig.defaults().dataset().standardise()),
                dataDir.folder()));
        device.apply();
        UsageException.check(() -> Check.atLeast("--members", members, 1));
        threads.apply();
        bench.terminal().out().print(measured.run(members).text());
        return 0;
    }
}
