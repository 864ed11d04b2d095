package org.weightflow.generator.ensemble;

import java.util.Map;
import java.util.Objects;
import org.weightflow.networks.Check;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * What an ensemble is whose members something other than a generator drew, as {@code ensemble.json} says it; fixed before the first
 * member is drawn.
 *
 * @param schema           version of the folder's meaning; {@link #SCHEMA}
 * @param architecture     of every member
 * @param dataset          what the source was trained on; null if unknown
 * @param members          number of members that the ensemble is to have
 * @param source           what draws them
 * @param statisticsImages training images from which the members' statistics of batch normalisation were estimated; null if they
 *                         were not
 * @param seed             root of the draws
 * @param provenance       what drew them
 */
public record DrawnManifest(
        int schema,
        ZooManifest.Network architecture,
        ZooManifest.Dataset dataset,
        int members,
        Source source,
        Integer statisticsImages,
        long seed,
        Provenance provenance)
        implements EnsembleFacts {
    /** Another one than that of ensembles which a generator sampled. */
    public static final int SCHEMA = 2;

    /**
     * What networks are drawn from.
     *
     * @param kind     what it is in a word, such as {@code posterior}
     * @param checksum identifies it
     * @param networks that it has: draw i comes from the one at i mod that number
     * @param recipe   how these were trained, in JSON's types
     */
    public record Source(String kind, String checksum, int networks, Map<String, Object> recipe) {
        public Source {
            Objects.requireNonNull(kind, "kind is null");
            Objects.requireNonNull(checksum, "checksum is null");
            Objects.requireNonNull(recipe, "recipe is null");
            Check.atLeast("networks", networks, 1);
            recipe = Json.canonicalMap(recipe);
        }
    }

    public DrawnManifest {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("schema " + schema + " is not " + SCHEMA + ", that of drawn networks");
        }
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(provenance, "provenance is null");
        Check.atLeast("members", members, 1);
    }

    @Override
    public String sourceChecksum() {
        return source.checksum();
    }

    @Override
    public String zooChecksum() {
        return null;
    }
}
