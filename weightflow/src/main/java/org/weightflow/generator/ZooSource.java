package org.weightflow.generator;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.canon.matching.FileMembers;
import org.weightflow.canon.matching.Members;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.zoo.Zoo;
import org.weightflow.networks.zoo.ZooManifest;

/**
 * The population that a generator learns from: its members in one order of units, and what is known of it.
 *
 * @param members    aligned, or of one origin; each is asked for once
 * @param dataset    what they were trained on; null if unknown
 * @param checksum   identifies the members in the generator's records; null if unknown
 * @param statistics of batch normalisation for networks that are sampled; null if there are none or they are given later
 */
public record ZooSource(
        Architecture architecture,
        Members members,
        ZooManifest.Dataset dataset,
        String checksum,
        BatchNormEstimation statistics) {

    public ZooSource {
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(members, "members");
    }

    /** Members of which nothing else is known. */
    public static ZooSource of(Architecture architecture, Members members) {
        return new ZooSource(architecture, members, null, null, null);
    }

    /**
     * A zoo on disk. Its checksum is that of its member list, which holds the checksum of every file; a file that cannot be read is
     * reported as {@link FileMembers} do.
     */
    public static ZooSource of(Zoo zoo) throws IOException {
        return new ZooSource(
                zoo.architecture(),
                FileMembers.of(zoo.size(), zoo::weights, zoo::mask),
                zoo.manifest().dataset(),
                zoo.checksum(),
                null);
    }

    /** The same population, of which sampled networks take the statistics that {@code estimation} estimates. */
    public ZooSource withStatistics(BatchNormEstimation estimation) {
        return new ZooSource(architecture, members, dataset, checksum, estimation);
    }
}
