package org.weightflow.tools.command.bench;

import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weightflow bench}: how fast this machine does the work. */
@Command(
        name = "bench",
        description = "Measures the speed of the main work.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CollectBenchCommand.class,
            EvaluateBenchCommand.class,
            LoadBenchCommand.class,
            AlignBenchCommand.class,
            FitBenchCommand.class,
            SampleBenchCommand.class,
            AssignmentBenchCommand.class,
            MovedBenchCommand.class,
            TicketBenchCommand.class,
            BayesBenchCommand.class,
            MatchingBenchCommand.class,
            RecoveryBenchCommand.class,
            PcaBenchCommand.class,
            ScalingBenchCommand.class
        })
public final class BenchCommand implements Runnable {
    /** The reference network of the published comparisons. */
    static final String MLP = "mlp-784-32-32-10";

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    public BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Where every benchmark writes. */
    Terminal terminal() {
        return terminal;
    }

    @Override
    public void run() {
        throw new UsageException(
                "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
    }
}
