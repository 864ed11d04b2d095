package org.weightflow.tools;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import org.weightflow.tools.terminal.Terminal;

/** Runs command lines and keeps what they print. */
public final class Captured {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = Terminal.plain(
            new PrintStream(out, true, Charset.defaultCharset()), new PrintStream(err, true, Charset.defaultCharset()));

    public Terminal terminal() {
        return terminal;
    }

    /** Runs weightflow itself. */
    public int run(String... args) {
        return Weightflow.run(terminal, args);
    }

    /** Runs weightflow with other commands. */
    int runWith(List<Object> commands, String... args) {
        return Weightflow.run(terminal, commands, args);
    }

    public String out() {
        return out.toString(Charset.defaultCharset()).replace(System.lineSeparator(), "\n");
    }

    public String err() {
        return err.toString(Charset.defaultCharset()).replace(System.lineSeparator(), "\n");
    }
}
