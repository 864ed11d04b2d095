package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.tools.bench.LoadBench;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench load}: how long opening and reading a zoo takes. */
@Command(name = "load", description = "Opens a zoo and reads all its weights, three times over.")
final class LoadBenchCommand implements Callable<Integer> {

    @ParentCommand
    private BenchCommand bench;

    @Option(names = "--zoo", paramLabel = "ZOO", description = "A zoo to read; default: one of fresh networks.")
    private Path zoo;

    @Option(
            names = "--architecture",
            paramLabel = "ID",
            defaultValue = BenchCommand.MLP,
            description = "Default: " + BenchCommand.MLP + ".")
    private String architecture;

    @Option(names = "--members", paramLabel = "N", defaultValue = "10000", description = "Networks; default 10000.")
    private int members;

    @Option(names = "--work", paramLabel = "FOLDER", description = "Where the zoo is written and removed again.")
    private Path work;

    @Override
    public Integer call() throws IOException {
        UsageException.check(() -> Check.atLeast("--members", members, 1));
        LoadBench measured = new LoadBench(bench.terminal().progress());
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
