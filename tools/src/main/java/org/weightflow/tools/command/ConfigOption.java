package org.weightflow.tools.command;

import java.io.IOException;
import java.util.Optional;
import org.weightflow.tools.run.Presets;
import org.weightflow.tools.run.RunConfig;
import picocli.CommandLine.Option;

/** {@code --config}: the settings to start from. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "PRESET|FILE",
            description = "Settings to start from: a preset or a YAML file; the other options go over them.")
    private String config;

    /** What was given. */
    Optional<String> name() {
        return Optional.ofNullable(config);
    }

    /** The settings, or the defaults. */
    RunConfig read() throws IOException {
        return config == null ? RunConfig.defaults() : Presets.find(config);
    }
}
