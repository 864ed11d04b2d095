package org.weightflow.tools;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.weightflow.tools.command.AlignCommand;
import org.weightflow.tools.command.BarrierCommand;
import org.weightflow.tools.command.BayesCommand;
import org.weightflow.tools.command.CollectCommand;
import org.weightflow.tools.command.CompareCommand;
import org.weightflow.tools.command.DataCommand;
import org.weightflow.tools.command.EvaluateCommand;
import org.weightflow.tools.command.ExportCommand;
import org.weightflow.tools.command.FitCommand;
import org.weightflow.tools.command.ImportCommand;
import org.weightflow.tools.command.RunCommand;
import org.weightflow.tools.command.SampleCommand;
import org.weightflow.tools.command.TicketCommand;
import org.weightflow.tools.command.ZooCommand;
import org.weightflow.tools.command.bench.BenchCommand;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.options.VerbosityOption;
import org.weightflow.tools.terminal.Terminal;
import org.weightflow.tools.words.Choices;
import org.weightflow.tools.words.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. Exit codes: 0 done; 1 failed; 2 wrong usage, which is a wrong option, argument or configuration file, found
 * before any work; 130 interrupted.
 */
@Command(
        name = "weightflow",
        description = "Trains populations of networks, learns their distribution, and samples new ones.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        scope = ScopeType.INHERIT,
        usageHelpWidth = 100)
public final class Weightflow implements Runnable {
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int INTERRUPTED = 130;

    @Mixin
    private VerbosityOption verbosity;

    private Weightflow() {}

    /** The commands, in the order of the help. */
    private static List<Object> commands(Terminal terminal) {
        return List.of(
                new RunCommand(terminal),
                new DataCommand(terminal),
                new CollectCommand(terminal),
                TicketCommand.of(terminal),
                BayesCommand.of(terminal),
                new ImportCommand(terminal),
                new AlignCommand(terminal),
                new BarrierCommand(terminal),
                new FitCommand(terminal),
                new SampleCommand(terminal),
                new EvaluateCommand(terminal),
                new CompareCommand(terminal),
                new ExportCommand(terminal),
                new ZooCommand(terminal),
                new BenchCommand(terminal));
    }

    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        Interruption interruption = Interruption.watch(terminal);
        int code;
        try {
            code = run(terminal, args);
        } finally {
            interruption.dismiss();
        }
        System.exit(code);
    }

    /** Runs one command line and gives its exit code. */
    static int run(Terminal terminal, String... args) {
        return run(terminal, commands(terminal), args);
    }

    /** As {@link #run(Terminal, String...)} with commands of one's own. */
    static int run(Terminal terminal, List<Object> commands, String... args) {
        Weightflow root = new Weightflow();
        CommandLine line = new CommandLine(root);
        commands.forEach(line::addSubcommand);
        spellEnums(line);
        line.setExpandAtFiles(false);
        line.setOut(new PrintWriter(terminal.out(), true, Charset.defaultCharset()));
        line.setErr(new PrintWriter(terminal.err(), true, Charset.defaultCharset()));
        ErrorReport report = new ErrorReport(terminal);
        line.setParameterExceptionHandler((wrong, given) -> report.usage(wrong));
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> report.failure(failure, command, root.verbosity.isVerbose()));
        try {
            int code = line.execute(args);
            terminal.out().flush();
            return terminal.out().checkError() ? report.outputLost() : code;
        } catch (RuntimeException | Error e) {
            // picocli hands on errors, such as a full memory, as they are, and what goes wrong in itself.
            return report.failure(e, line, root.verbosity.isVerbose());
        }
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new UsageException("a command is missing");
    }

    /** Enum options are typed, and listed in the help, as {@link Choices} spells them. */
    private static void spellEnums(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            Optional<Class<?>> type = enumType(option);
            // Options of a group cannot be replaced; they are converted all the same.
            if (type.isPresent() && option.group() == null) {
                spec.remove(option);
                spec.addOption(OptionSpec.builder(option)
                        .completionCandidates(Choices.ids(type.get()))
                        .build());
            }
        }
        spec.args().forEach(arg -> enumType(arg).ifPresent(type -> convert(line, type)));
        line.getSubcommands().values().forEach(Weightflow::spellEnums);
    }

    private static Optional<Class<?>> enumType(ArgSpec arg) {
        return Arrays.stream(arg.auxiliaryTypes()).filter(Class::isEnum).findFirst();
    }

    private static <E> void convert(CommandLine line, Class<E> type) {
        line.registerConverter(
                type,
                id -> type.cast(Choices.find(type, id)
                        .orElseThrow(() -> new TypeConversionException("'" + id + "' is not one of "
                                + String.join(", ", Choices.ids(type)) + Nearest.hint(id, Choices.ids(type))))));
    }
}
