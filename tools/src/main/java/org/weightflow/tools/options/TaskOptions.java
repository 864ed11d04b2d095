package org.weightflow.tools.options;

import org.weightflow.networks.task.TaskConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --dataset} and how its examples are cut and scaled, for every command that names a dataset. */
public final class TaskOptions {
    @Option(names = "--dataset", paramLabel = "NAME", description = "The task; see 'weightflow data list'.")
    private String dataset;

    @Mixin
    private ScalingOptions scaling;

    /**
     * The task of {@code start} with what was given laid over it.
     *
     * @throws IllegalArgumentException if it does not fit together
     */
    public TaskConfig over(TaskConfig start) {
        return scaling.over(dataset == null ? start.name() : dataset, start);
    }
}
