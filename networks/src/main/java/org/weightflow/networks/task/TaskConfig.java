package org.weightflow.networks.task;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.datasets.Normalisation;
import org.weightflow.datasets.Standardisation;
import org.weightflow.networks.Check;

/**
 * Which data a population is trained on, and how they are cut and scaled: as they are, by what the training part says, or by
 * given numbers.
 *
 * @param name        a name that {@link org.weightflow.datasets.Datasets} knows
 * @param validation  training examples that are set aside for validation
 * @param standardise which values share one mean and standard deviation, taken from the training part
 * @param mean        given means, one a channel or one for all, as {@link Normalisation} has them; empty for none
 * @param std         given standard deviations, as many
 */
public record TaskConfig(
        String name, int validation, Standardisation.Scope standardise, List<Double> mean, List<Double> std) {
    public TaskConfig {
        Objects.requireNonNull(name, "name");
        Check.atLeast("validation", validation, 1);
        Objects.requireNonNull(standardise, "standardise");
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (!mean.isEmpty() || !std.isEmpty()) {
            new Normalisation(mean, std);
            if (standardise != Standardisation.Scope.NONE) {
                throw new IllegalArgumentException(
                        "mean and std are given, so nothing is to be measured: set standardise to none, not to "
                                + Task.id(standardise));
            }
        }
    }

    /** Data that are left as they are, or scaled by what the training part says. */
    public TaskConfig(String name, int validation, Standardisation.Scope standardise) {
        this(name, validation, standardise, List.of(), List.of());
    }

    /** The given scaling, if there is one. */
    public Optional<Normalisation> normalisation() {
        return mean.isEmpty() ? Optional.empty() : Optional.of(new Normalisation(mean, std));
    }
}
