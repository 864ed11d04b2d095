package org.weightflow.generator.ensemble;

import org.weightflow.networks.zoo.ZooManifest;

/** What {@code ensemble.json} says of every ensemble, whatever drew its members. */
sealed interface EnsembleFacts permits EnsembleManifest, DrawnManifest {
    /** Of every member. */
    ZooManifest.Network architecture();

    /** What the networks were trained on that the members were learnt from; null if unknown. */
    ZooManifest.Dataset dataset();

    /** Number of members that the ensemble is to have. */
    int members();

    /** Identifies what drew the members. */
    String sourceChecksum();

    /** Identifies the zoo that a generator learnt from; null if unknown or if there is none. */
    String zooChecksum();

    /** Training images from which statistics of batch normalisation were estimated; null if they were not. */
    Integer statisticsImages();
}
