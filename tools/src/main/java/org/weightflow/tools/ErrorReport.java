package org.weightflow.tools;

import ai.djl.engine.EngineException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.weightflow.tools.config.ConfigException;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.terminal.Terminal;
import org.weightflow.tools.words.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in one sentence on stderr what went wrong, and gives the exit code.
 * <p>Code 2 is for what the command line or the configuration file got wrong: picocli's exceptions, {@link UsageException} and
 * {@link ConfigException}. Everything else is 1, an IllegalArgumentException that no option explains included. The message of an
 * IllegalArgumentException or IllegalStateException is shown if weightflow's own code threw it; thrown by anything else it was not
 * written for the user, and is reported as unexpected.
 */
final class ErrorReport {
    static final String PREFIX = "weightflow: ";
    static final String INTERRUPTED = "interrupted; the same command resumes";

    private static final String OWN_CODE = "org.weightflow.";
    private static final String DISK_FULL = "No space left on device";
    private static final int MEBIBYTE = 1 << 20;

    private final Terminal terminal;

    ErrorReport(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Reports a command line that cannot be parsed. */
    int usage(ParameterException wrong) {
        return usage(sentence(wrong), wrong.getCommandLine());
    }

    /** Reports what a command threw; {@code verbose} adds the stack trace. */
    int failure(Throwable thrown, CommandLine command, boolean verbose) {
        Throwable failure = unwrap(thrown);
        if (failure instanceof ParameterException wrong) {
            return usage(wrong);
        }
        int code;
        if (failure instanceof UsageException) {
            code = usage(failure.getMessage(), command);
        } else {
            say(failure instanceof InterruptedException ? INTERRUPTED : sentence(failure));
            code = failure instanceof InterruptedException
                    ? Weightflow.INTERRUPTED
                    : failure instanceof ConfigException ? Weightflow.USAGE : Weightflow.FAILED;
        }
        // A wrong option is plain from its sentence, unless a rule inside the library refused it.
        if (verbose && (code != Weightflow.USAGE || failure.getCause() != null)) {
            thrown.printStackTrace(terminal.err());
        }
        return code;
    }

    /** Reports that stdout did not take the results. */
    int outputLost() {
        say("the results could not be written to the standard output");
        return Weightflow.FAILED;
    }

    private int usage(String sentence, CommandLine command) {
        say(sentence + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return Weightflow.USAGE;
    }

    private void say(String sentence) {
        terminal.err().println(PREFIX + oneLine(sentence));
    }

    private static String sentence(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            CommandLine command = wrong.getCommandLine();
            if (word.startsWith("-")) {
                String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
                return "unknown option " + name
                        + Nearest.hint(
                                name,
                                visible(command.getCommandSpec().optionsMap().keySet()));
            }
            if (!command.getSubcommands().isEmpty()) {
                List<String> commands = List.copyOf(command.getSubcommands().keySet());
                return "unknown command '" + word + "'" + Nearest.hint(word, commands);
            }
            return "unexpected argument '" + word + "'";
        }
        String message = String.valueOf(wrong.getMessage());
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    /** Long names only: every short word is near to {@code -v}. */
    private static List<String> visible(Iterable<String> names) {
        List<String> visible = new ArrayList<>();
        names.forEach(name -> {
            if (name.startsWith("--")) {
                visible.add(name);
            }
        });
        return visible;
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable failure = thrown;
        while (failure.getCause() != null
                && (failure instanceof UncheckedIOException
                        || failure instanceof CompletionException
                        || failure instanceof ExecutionException
                        || failure instanceof CommandLine.ExecutionException
                        || failure instanceof ExceptionInInitializerError)) {
            failure = failure.getCause();
        }
        return failure;
    }

    private static String sentence(Throwable failure) {
        if (isDiskFull(failure)) {
            // Our own messages name the file already.
            return failure.getMessage().equals(DISK_FULL)
                    ? place(failure) + "the disk is full"
                    : oneLine(failure.getMessage()).replace(DISK_FULL, "the disk is full");
        }
        if (failure instanceof IOException io) {
            return ioSentence(io);
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (" + failure.getMessage() + "): Java may use "
                    + Runtime.getRuntime().maxMemory() / MEBIBYTE
                    + " MiB; take smaller batches or fewer members at once, or allow more with "
                    + "WEIGHTFLOW_JAVA_OPTS=-Xmx...";
        }
        if (failure instanceof EngineException) {
            return "the engine failed: " + firstLine(failure.getMessage());
        }
        if (failure instanceof UnsatisfiedLinkError) {
            return "a native library of the engine cannot be loaded: " + firstLine(failure.getMessage());
        }
        if (isMeantForTheUser(failure)) {
            return failure.getMessage();
        }
        return "unexpected " + failure.getClass().getSimpleName()
                + (failure.getMessage() == null ? "" : " (" + firstLine(failure.getMessage()) + ")")
                + "; please report it with what -v shows";
    }

    private static String ioSentence(IOException failure) {
        String message = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return message + ": no such file or folder";
        }
        if (failure instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        if (failure instanceof NotDirectoryException) {
            return message + ": not a folder";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return message + ": the folder is not empty";
        }
        if (failure instanceof FileAlreadyExistsException exists && exists.getReason() == null) {
            return message + ": is there already";
        }
        if (failure instanceof FileSystemException system && system.getFile() != null && system.getReason() != null) {
            return system.getFile() + ": " + system.getReason();
        }
        if (failure instanceof UnknownHostException) {
            return "host " + message + " is not known here; is the network there?";
        }
        if (message == null || message.isBlank()) {
            return failure instanceof ConnectException
                    ? "no connection; is the network there?"
                    : failure instanceof EOFException
                            ? "a file ended too early"
                            : "reading or writing failed (" + failure.getClass().getSimpleName() + ")";
        }
        return failure instanceof CharacterCodingException ? "a file is not UTF-8 text (" + message + ")" : message;
    }

    private static boolean isDiskFull(Throwable failure) {
        return failure instanceof IOException
                && failure.getMessage() != null
                && failure.getMessage().contains(DISK_FULL);
    }

    private static String place(Throwable failure) {
        if (failure instanceof FileSystemException system && system.getFile() != null) {
            return system.getFile() + ": ";
        }
        return "";
    }

    private static boolean isMeantForTheUser(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        boolean own = failure.getClass().getName().startsWith(OWN_CODE)
                || ((failure instanceof IllegalArgumentException
                                || failure instanceof IllegalStateException
                                || failure instanceof ArithmeticException)
                        && trace.length > 0
                        && trace[0].getClassName().startsWith(OWN_CODE));
        return own && failure.getMessage() != null && !failure.getMessage().isBlank();
    }

    private static String firstLine(String message) {
        return message == null
                ? "no reason given"
                : message.lines().findFirst().orElse("no reason given").strip();
    }

    private static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
