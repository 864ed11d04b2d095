package org.weightflow.pruning.search;

import java.util.Objects;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.pruning.PruneConfig;
import org.weightflow.pruning.selection.Scope;

/**
 * What all searches for tickets of one task have in common.
 *
 * @param initialise how fresh weights are drawn
 * @param training   of the networks and the tickets
 * @param rewindStep step k that tickets are rewound to, 0 being the initialisation
 * @param scope      which weights compete with which, and which are never pruned
 * @param levels     how iterative methods prune where they are asked for levels instead of densities
 */
public record SearchSettings(
        Initialisation initialise, TrainConfig training, int rewindStep, Scope scope, PruneConfig levels) {
    public SearchSettings {
        Objects.requireNonNull(initialise, "initialise");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(levels, "levels");
    }
}
