package org.weightflow.tools.options;

import org.weightflow.networks.Seed;
import picocli.CommandLine.Option;

/** {@code --seed}: the root of every draw; fixed unless given, so that the same command gives the same result. */
public final class SeedOption {
    private static final String DEFAULT = "1";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = DEFAULT,
            description = "Root of every random draw, a whole number; default ${DEFAULT-VALUE}.")
    private long value;

    public Seed seed() {
        return new Seed(value);
    }
}
