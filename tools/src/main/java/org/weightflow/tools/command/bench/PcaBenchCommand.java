package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.tools.bench.PcaBench;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench pca}: how long principal components of large checkpoints take. */
@Command(
        name = "pca",
        description = "Analyses the principal components of checkpoints that need not fit in memory, "
                + "beside reading their files twice. The default writes 25.6 GB and removes them again.")
final class PcaBenchCommand implements Callable<Integer> {

    @ParentCommand
    private BenchCommand bench;

    @Option(names = "--members", paramLabel = "N", defaultValue = "64", description = "Checkpoints; default 64.")
    private int members;

    @Option(
            names = "--parameters",
            paramLabel = "D",
            defaultValue = "100000000",
            description = "Parameters of each, nearly; default 100000000.")
    private int parameters;

    @Option(names = "--work", paramLabel = "FOLDER", description = "Where they are written and removed again.")
    private Path work;

    @Option(
            names = "--drop-caches",
            description = "Let the system forget the files before each measurement, which takes the "
                    + "rights of its administrator.")
    private boolean dropCaches;

    @Mixin
    private ThreadsOption threads;

    @Override
    public Integer call() throws IOException {
        UsageException.check(() -> Check.atLeast("--members", members, 2));
        UsageException.check(() -> Check.atLeast("--parameters", parameters, 1));
        threads.apply();
        PcaBench measured = new PcaBench(bench.terminal().progress(), dropCaches);
        bench.terminal()
                .out()
                .print(measured.run(work, PcaBench.architecture(parameters), members)
                        .text());
        return 0;
    }
}
