package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.tools.bench.SampleBench;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench sample}: how long sampling an ensemble takes. */
@Command(
        name = "sample",
        description = "Samples networks into memory and into the files of an ensemble, three times over.")
final class SampleBenchCommand implements Callable<Integer> {
    @ParentCommand
    private BenchCommand bench;

    @Option(
            names = "--zoo",
            paramLabel = "ZOO",
            description = "A zoo that the generator is fitted to for a few steps; default: one of fresh networks.")
    private Path zoo;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = BenchCommand.MLP,
            description = "Of fresh networks; default: " + BenchCommand.MLP + ".")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", defaultValue = "100", description = "Fresh networks; default 100.")
    private int members;

    @Option(names = "--count", paramLabel = "N", defaultValue = "1000", description = "Samples; default 1000.")
    private int count;

    @Option(names = "--work", paramLabel = "FOLDER", description = "Where files are written and removed again.")
    private Path work;

    @Mixin
    private ThreadsOption threads;

    @Override
    public Integer call() throws IOException {
        Architecture parsed = UsageException.check(() -> {
            Check.atLeast("--members", members, 2);
            Check.atLeast("--count", count, 1);
            return Architectures.parse(architecture);
        });
        threads.apply();
        SampleBench measured = new SampleBench(bench.terminal().progress());
        bench.terminal()
                .out()
                .print(measured.run(zoo, parsed, members, count, work).text());
        return 0;
    }
}
