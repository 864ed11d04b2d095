package org.weightflow.tools.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.weightflow.networks.Check;
import org.weightflow.tools.bench.AssignmentBench;
import org.weightflow.tools.options.CostsOption;
import org.weightflow.tools.options.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code weightflow bench assignment}: how long linear assignments take. */
@Command(
        name = "assignment",
        description = "Solves linear assignments of several kinds, each several times over, if asked beside SciPy.")
final class AssignmentBenchCommand implements Callable<Integer> {

    @ParentCommand
    private BenchCommand bench;

    @Option(
            names = "--sizes",
            paramLabel = "N",
            split = ",",
            defaultValue = "512,1024,3072",
            description = "Rows; default ${DEFAULT-VALUE}.")
    private List<Integer> sizes;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "5",
            description = "Times that each is solved, of which the median counts; default 5.")
    private int repeats;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            description = "A Python that has SciPy, which then solves the same matrices.")
    private String python;

    @Option(
            names = "--work",
            paramLabel = "FOLDER",
            description = "Where matrices for SciPy are written and removed again.")
    private Path work;

    @Mixin
    private CostsOption costs;

    @Override
    public Integer call() throws IOException {
        UsageException.check(() -> Check.atLeast("--repeats", repeats, 1));
        sizes.forEach(size -> UsageException.check(() -> Check.atLeast("--sizes", size, 1)));
        AssignmentBench measured = new AssignmentBench(repeats, bench.terminal().progress());
        bench.terminal()
                .out()
                .print((python == null
                                ? measured.run(costs.kinds(), sizes)
                                : measured.run(costs.kinds(), sizes, python, work))
                        .text());
        return 0;
    }
}
