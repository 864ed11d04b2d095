package org.weightflow.tools.options;

import picocli.CommandLine.Option;

/** {@code --seed}: the root of every draw; fixed unless given, so that the same command gives the same result. */
public final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Root of every random draw, a whole number; default what the settings say, 1 without any.")
    private Long value;

    public boolean isGiven() {
        return value != null;
    }

    /** The seed, or {@code otherwise} if none was given. */
    public long or(long otherwise) {
        return value == null ? otherwise : value;
    }
}
