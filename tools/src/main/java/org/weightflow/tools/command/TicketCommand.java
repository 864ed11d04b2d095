package org.weightflow.tools.command;

import org.weightflow.pruning.method.TicketMethods;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weightflow ticket}: finds, checks and compares lottery tickets. */
@Command(
        name = "ticket",
        description =
                "Finds, checks and compares lottery tickets. A method's name finds tickets into a zoo; the same "
                        + "call goes on where it was stopped. Without --config it is about five networks lenet-300-100 on mnist.",
        synopsisSubcommandLabel = "METHOD|COMMAND")
public final class TicketCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    private TicketCommand() {}

    /** The command with all its methods. */
    public static CommandLine of(Terminal terminal) {
        CommandLine line = new CommandLine(new TicketCommand());
        for (String method : TicketMethods.defaults().keySet()) {
            CommandLine found = new CommandLine(new TicketFindCommand(terminal, method));
            found.getCommandSpec().usageMessage().description(TicketMethods.summary(method));
            line.addSubcommand(method, found);
        }
        line.addSubcommand(new TicketCompareCommand(terminal));
        line.addSubcommand(new TicketCheckCommand(terminal));
        line.addSubcommand(new TicketStabilityCommand(terminal));
        line.addSubcommand(new TicketTopologyCommand(terminal));
        return line;
    }

    @Override
    public void run() {
        throw new UsageException("a method or command is missing: "
                + String.join(", ", spec.subcommands().keySet()));
    }
}
