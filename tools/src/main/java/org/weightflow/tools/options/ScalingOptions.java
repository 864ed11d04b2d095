package org.weightflow.tools.options;

import java.util.List;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.task.TaskConfig;
import picocli.CommandLine.Option;

/** How the examples of a dataset are cut and scaled. */
public final class ScalingOptions {
    @Option(names = "--validation", paramLabel = "N", description = "Training examples set aside for validation.")
    private Integer validation;

    @Option(
            names = "--standardise",
            description = "Which values share a mean and standard deviation measured on the training examples: "
                    + "${COMPLETION-CANDIDATES}.")
    private Standardisation.Scope standardise;

    @Option(
            names = "--mean",
            split = ",",
            paramLabel = "M",
            description = "Scale by given numbers instead, (x - mean) / std: one a channel, or one for all; "
                    + "pixels are between 0 and 1 before. Needs --std.")
    private List<Double> mean;

    @Option(names = "--std", split = ",", paramLabel = "S", description = "Standard deviations to go with --mean.")
    private List<Double> std;

    /**
     * A task on the dataset of that name, with what was given laid over {@code start}.
     *
     * @throws IllegalArgumentException if it does not fit together
     */
    public TaskConfig over(String dataset, TaskConfig start) {
        return new TaskConfig(
                dataset,
                validation == null ? start.validation() : validation,
                standardise == null ? start.standardise() : standardise,
                mean == null ? start.mean() : mean,
                std == null ? start.std() : std);
    }
}
