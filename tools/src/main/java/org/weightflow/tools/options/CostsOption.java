package org.weightflow.tools.options;

import java.util.List;
import org.weightflow.canon.assignment.BenchmarkCosts;
import picocli.CommandLine.Option;

/** {@code --kinds}: which costs are assigned. */
public final class CostsOption {
    @Option(
            names = "--kinds",
            paramLabel = "KIND",
            split = ",",
            description = "Kinds of costs: ${COMPLETION-CANDIDATES}; default all.")
    private List<BenchmarkCosts> kinds;

    /** The kinds that were named, or all. */
    public List<BenchmarkCosts> kinds() {
        return kinds == null ? List.of(BenchmarkCosts.values()) : kinds;
    }
}
