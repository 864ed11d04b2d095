package org.weightflow.tools.options;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code -v}: more about what happens; part of the root, which passes it to every command. */
public final class VerbosityOption {
    private static final String LEVEL = "org.slf4j.simpleLogger.log.org.weightflow";

    private boolean verbose;

    /** Reads the option and, as the logger asks for its level only once, raises it there and then. */
    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log milestones, and follow an error's sentence with where it came from.")
    void set(boolean verbose) {
        this.verbose = verbose;
        if (verbose) {
            System.setProperty(LEVEL, "info");
        }
    }

    public boolean isVerbose() {
        return verbose;
    }
}
