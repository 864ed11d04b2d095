package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.tools.bench.AlignBench;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench align}: how long reading and matching a zoo takes. */
@Command(name = "align", description = "Reads a zoo and matches its members to the first, three times over.")
final class AlignBenchCommand implements Callable<Integer> {

    @ParentCommand
    private BenchCommand bench;

    @Option(names = "--zoo", paramLabel = "ZOO", description = "A zoo to align; default: one of fresh networks.")
    private Path zoo;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = BenchCommand.MLP,
            description = "Default: " + BenchCommand.MLP + ".")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", defaultValue = "100", description = "Networks; default 100.")
    private int members;

    @Option(names = "--work", paramLabel = "FOLDER", description = "Where the zoo is written and removed again.")
    private Path work;

    @Mixin
    private ThreadsOption threads;

    @Override
    public Integer call() throws IOException {
        UsageException.check(() -> Check.atLeast("--members", members, 1));
        threads.apply();
        AlignBench measured = new AlignBench(bench.terminal().progress());
        bench.terminal()
                .out()
                .print((zoo == null
                                ? measured.run(
                                        work, UsageException.check(() -> Architectures.parse(architecture)), members)
                                : measured.run(zoo))
                        .text());
        return 0;
    }
}
