package org.weightflow.tools.options;

import java.util.List;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.task.TaskConfig;
import picocli.CommandLine.Option;

/** {@code --dataset} and how its examples are cut and scaled, for every command that names a dataset. */
public final class TaskOptions {
    @Option(names = "--dataset", paramLabel = "NAME", description = "The task; see 'weightflow data list'.")
    private String dataset;

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
     * The task of {@code start} with what was given laid over it.
     *
     * @throws IllegalArgumentException if it does not fit together
     */
    public TaskConfig over(TaskConfig start) {
        return new TaskConfig(
                dataset == null ? start.name() : dataset,
                validation == null ? start.validation() : validation,
                standardise == null ? start.standardise() : standardise,
                mean == null ? start.mean() : mean,
                std == null ? start.std() : std);
    }
}
