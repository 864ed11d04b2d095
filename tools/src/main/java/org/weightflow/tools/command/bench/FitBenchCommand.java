package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.tools.bench.FitBench;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench fit}: how long training a velocity field takes, and its parts. */
@Command(
        name = "fit",
        description =
                "Trains velocity fields on the codes of a zoo, by the recipe of DeepWeightFlow and by the default one, "
                        + "if asked beside PyTorch.")
final class FitBenchCommand implements Callable<Integer> {
    @ParentCommand
    private BenchCommand bench;

    @Option(names = "--zoo", paramLabel = "ZOO", description = "A zoo; default: one of fresh networks.")
    private Path zoo;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = BenchCommand.MLP,
            description = "Of fresh networks; default: " + BenchCommand.MLP + ".")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", defaultValue = "100", description = "Fresh networks; default 100.")
    private int members;

    @Option(
            names = "--share",
            paramLabel = "X",
            defaultValue = "1",
            description = "Of the recipes' steps that are done, in (0, 1]; default 1.")
    private double share;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            description = "A Python that has PyTorch, which then does a tenth of the steps of DeepWeightFlow's recipe.")
    private String python;

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            description = "Where fresh networks are written and removed again.")
    private Path work;

    @Mixin
    private ThreadsOption threads;

    @Override
    public Integer call() throws IOException {
        Architecture parsed = UsageException.check(() -> {
            Check.atLeast("--members", members, 2);
            Check.closedInterval("--share", Check.positive("--share", share), 0, 1);
            return Architectures.parse(architecture);
        });
        threads.apply();
        FitBench measured = new FitBench(bench.terminal().progress());
        bench.terminal()
                .out()
                .print(measured.run(zoo, parsed, members, share, python, work).text());
        return 0;
    }
}
