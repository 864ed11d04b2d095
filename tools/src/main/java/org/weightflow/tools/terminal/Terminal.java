package org.weightflow.tools.terminal;

import java.io.PrintStream;

/**
 * Where a command shows what it does.
 *
 * @param out results
 * @param err everything else
 * @param progress how long work comes along, drawn on {@code err}
 */
public record Terminal(PrintStream out, PrintStream err, Progress progress) {
    /** The one of this process. */
    public static Terminal ofProcess() {
        return new Terminal(System.out, System.err, Progress.ofProcess(System.err));
    }

    /** One without a screen, that tests read. */
    public static Terminal plain(PrintStream out, PrintStream err) {
        return new Terminal(out, err, Progress.lines(err, System::nanoTime));
    }
}
