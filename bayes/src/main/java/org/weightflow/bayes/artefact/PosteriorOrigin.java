package org.weightflow.bayes.artefact;

import java.util.Map;
import java.util.Objects;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * Where posteriors come from.
 *
 * @param architecture of every member
 * @param dataset      what they were trained on; null where nobody said
 * @param recipe       how they were trained, in JSON's types
 * @param seed         root of every draw of their training
 * @param provenance   what trained them
 */
public record PosteriorOrigin(
        ZooManifest.Network architecture,
        ZooManifest.Dataset dataset,
        Map<String, Object> recipe,
        long seed,
        Provenance provenance) {
    public PosteriorOrigin {
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(recipe, "recipe is null");
        Objects.requireNonNull(provenance, "provenance is null");
        recipe = Json.canonicalMap(recipe);
    }
}
