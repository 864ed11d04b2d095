package org.weightflow.networks.zoo;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * A member that is to be added.
 *
 * @param seed    root of every draw that made it
 * @param weights finite
 * @param mask    for a sparse member; what it prunes must be zero in {@code weights}
 * @param metrics what was measured, by name; finite
 * @param parent  what it was made from, in the words of the recipe
 */
public record NewMember(
        Seed seed, StateDict weights, Optional<Mask> mask, Map<String, Double> metrics, Optional<String> parent) {
    public NewMember {
        Objects.requireNonNull(seed, "seed");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(mask, "mask");
        metrics = Map.copyOf(metrics);
        Objects.requireNonNull(parent, "parent");
    }
}
