package org.weightflow.networks.zoo;

import java.util.Map;
import java.util.Objects;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.artefact.Provenance;

/**
 * What a zoo is, as {@code zoo.json} says it; fixed before the first member is trained.
 *
 * @param schema       version of the folder's meaning; {@link #SCHEMA}
 * @param architecture of every member
 * @param members      number of members that the zoo is to have
 * @param dataset      what the members were trained on; null where nobody said
 * @param recipe       how they were trained, in JSON's types
 * @param provenance   what trained them
 */
public record ZooManifest(
        int schema,
        Network architecture,
        int members,
        Dataset dataset,
        Map<String, Object> recipe,
        Provenance provenance) {
    /** The version that this library writes and reads. */
    public static final int SCHEMA = 1;

    /** An architecture by name and config, as {@link Architectures#of} takes them. */
    public record Network(String name, Map<String, Object> config) {
        public Network {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(config, "config is null");
            config = Json.canonicalMap(config);
        }

        public static Network of(Architecture architecture) {
            return new Network(architecture.name(), architecture.config());
        }

        /** @throws IllegalArgumentException if there is no such architecture or it is too large to have a layout */
        public Architecture build() {
            Architecture architecture = Architectures.of(name, config);
            architecture.layout();
            return architecture;
        }
    }

    /**
     * The task data and how they were divided.
     *
     * @param checksum        SHA-256 of the data
     * @param train           training examples
     * @param validation      validation examples
     * @param splitSeed       seed of the split between them
     * @param standardisation how inputs were scaled, in JSON's types
     */
    public record Dataset(
            String name,
            String checksum,
            int train,
            int validation,
            long splitSeed,
            Map<String, Object> standardisation) {
        public Dataset {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(checksum, "checksum is null");
            Objects.requireNonNull(standardisation, "standardisation is null");
            Check.atLeast("train", train, 1);
            Check.atLeast("validation", validation, 0);
            standardisation = Json.canonicalMap(standardisation);
        }
    }

    public ZooManifest {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException(
                    "schema " + schema + " is not " + SCHEMA + ", the one that this version reads");
        }
        Objects.requireNonNull(architecture, "architecture is null");
        Objects.requireNonNull(recipe, "recipe is null");
        Objects.requireNonNull(provenance, "provenance is null");
        Check.atLeast("members", members, 1);
        recipe = Json.canonicalMap(recipe);
    }
}
