package org.weightflow.tools.command;

import java.io.IOException;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.RunConfig;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weightflow bayes}: variational networks and their tickets. */
@Command(
        name = "bayes",
        description = "Trains networks whose weights have distributions, and finds lottery tickets of them. Without "
                + "--config it is about five networks lenet-300-100 on mnist, rewound to the start.",
        synopsisSubcommandLabel = "COMMAND")
public final class BayesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private BayesCommand() {}

    /** The command with all its commands. */
    public static CommandLine of(Terminal terminal) {
        return new CommandLine(new BayesCommand())
                .addSubcommand(new BayesTicketCommand(terminal))
                .addSubcommand(new BayesTransplantCommand(terminal))
                .addSubcommand(new BayesCompareCommand(terminal));
    }

    /** What its commands start from: the settings that were named, or those of ticket commands with networks rewound to the start. */
    static RunConfig start(ConfigOption config) throws IOException {
        RunConfig start = TicketOptions.start(config);
        return config.name().isPresent()
                ? start
                : start.withCollect(start.collect().withRewindStep(0));
    }

    @Override
    public void run() {
        throw new UsageException("a command is missing: "
                + String.join(" or ", spec.subcommands().keySet()));
    }
}
