package org.weightflow.tools.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.words.Nearest;

/** The configurations that come with the program, and those that people write themselves. */
public final class Presets {
    /** The presets of runs, the smallest first. */
    public static final List<String> NAMES =
            List.of("digits", "digits-10k", "mnist", "mnist-tickets", "mnist-wide", "mnist-resnet");

    /** The presets of {@code ticket compare}. */
    public static final List<String> COMPARISONS =
            List.of("mnist-lottery", "mnist-methods", "mnist-methods-conv", "cifar-resnet-methods");

    /** The presets of {@code bayes}. */
    public static final List<String> BAYES = List.of("mnist-bayes", "mnist-bayes-conv", "mnist-bayes-compare");

    private static final List<String> ALL =
            Stream.of(NAMES, COMPARISONS, BAYES).flatMap(List::stream).toList();

    private Presets() {}

    /**
     * The configuration of that preset or file; what looks like a path is a file.
     *
     * @throws UsageException if there is neither
     */
    public static RunConfig find(String presetOrFile) throws IOException {
        if (ALL.contains(presetOrFile)) {
            return RunConfig.tree().parse(text(presetOrFile), "preset " + presetOrFile);
        }
        Path file = Path.of(presetOrFile);
        if (Files.isRegularFile(file)) {
            return RunConfig.tree().read(file);
        }
        if (Files.isDirectory(file)) {
            throw new UsageException(presetOrFile + " is a folder, not a configuration file");
        }
        throw new UsageException("'" + presetOrFile + "' is neither a preset (" + String.join(", ", ALL)
                + ") nor a file that is there" + Nearest.hint(presetOrFile, ALL));
    }

    /** The preset's file as it was written. */
    public static String text(String preset) {
        try (InputStream in = Presets.class.getResourceAsStream("presets/" + preset + ".yaml")) {
            return new String(Objects.requireNonNull(in, "preset " + preset).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
