package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;
import org.weightflow.tools.bench.MatchingBench;
import org.weightflow.tools.options.SeedOption;
import org.weightflow.tools.options.ThreadsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench matching}: who matches better. */
@Command(
        name = "matching",
        description = "Matches members of a zoo as published and as we do, and counts who reaches more.")
final class MatchingBenchCommand implements Callable<Integer> {

    @ParentCommand
    private BenchCommand bench;

    @Option(names = "--zoo", paramLabel = "ZOO", required = true, description = "A zoo of two or more members.")
    private Path zoo;

    @Option(
            names = "--members",
            paramLabel = "N",
            defaultValue = "20",
            description = "The first N take part; default ${DEFAULT-VALUE}.")
    private int members;

    @Option(names = "--all-pairs", description = "Match each to each; default: to the first.")
    private boolean allPairs;

    @Option(
            names = "--searches",
            paramLabel = "N",
            defaultValue = "10",
            description = "Random restarts, and perturbations, to try; default ${DEFAULT-VALUE}.")
    private int searches;

    @Mixin
    private SeedOption seed;

    @Mixin
    private ThreadsOption threads;

    @Override
    public Integer call() throws IOException {
        UsageException.check(() -> Check.atLeast("--members", members, 2));
        UsageException.check(() -> Check.atLeast("--searches", searches, 0));
        threads.apply();
        MatchingBench measured = new MatchingBench(bench.terminal().progress(), searches, new Seed(seed.or(1)));
        bench.terminal().out().print(measured.run(zoo, members, allPairs).text());
        return 0;
    }
}
