package org.weightflow.tools;

import org.weightflow.tools.terminal.Terminal;

/** Says one line when the process is told to end (Ctrl-C) while a command is at work. The JVM then ends it with code 130. */
final class Interruption {
    private final Terminal terminal;
    private volatile boolean dismissed;

    Interruption(Terminal terminal) {
        this.terminal = terminal;
    }

    static Interruption watch(Terminal terminal) {
        Interruption interruption = new Interruption(terminal);
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::say, "interruption"));
        return interruption;
    }

    /** The command has ended by itself. */
    void dismiss() {
        dismissed = true;
    }

    void say() {
        if (!dismissed) {
            terminal.progress().stop();
            terminal.err().println(ErrorReport.PREFIX + ErrorReport.INTERRUPTED);
        }
    }
}
