package org.weightflow.tools.command;

import org.weightflow.canon.barrier.BarrierConfig;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.tools.options.UsageException;
import org.weightflow.tools.run.BarrierSettings;
import picocli.CommandLine.Option;

/** {@code --points}, {@code --lines} and {@code --train-examples}: how finely barriers are measured, and on what. */
final class BarrierOptions {
    @Option(
            names = "--points",
            paramLabel = "T",
            description = "Points on each line, the ends included; default " + BarrierConfig.DEFAULT_POINTS + ".")
    private Integer points;

    @Option(
            names = "--lines",
            paramLabel = "K",
            description = "Lines of each kind at most, drawn where there are more; default "
                    + BarrierConfig.DEFAULT_LINES + ".")
    private Integer lines;

    @Option(
            names = "--train-examples",
            paramLabel = "N",
            description = "Training examples that are measured on, beside all test examples; default "
                    + ExampleSet.DEFAULT_TRAINING + ".")
    private Integer trainingExamples;

    /** @throws UsageException if a number is too small */
    BarrierSettings settings() {
        return UsageException.check(() -> {
            BarrierSettings defaults = BarrierSettings.defaults();
            BarrierConfig barrier = defaults.barrier();
            barrier = points == null ? barrier : barrier.withPoints(points);
            barrier = lines == null ? barrier : barrier.withLines(lines);
            return new BarrierSettings(
                    barrier, trainingExamples == null ? defaults.trainingExamples() : trainingExamples);
        });
    }
}
