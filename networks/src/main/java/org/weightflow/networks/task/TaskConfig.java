package org.weightflow.networks.task;

import java.util.Objects;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Check;

/**
 * Which data a population is trained on, and how they are cut and scaled.
 *
 * @param name        a name that {@link org.weightflow.datasets.Datasets} knows
 * @param validation  training examples that are set aside for validation
 * @param standardise which values share one mean and standard deviation, taken from the training part
 */
public record TaskConfig(String name, int validation, Standardisation.Scope standardise) {
    public TaskConfig {
        Objects.requireNonNull(name, "name");
        Check.atLeast("validation", validation, 1);
        Objects.requireNonNull(standardise, "standardise");
    }
}
