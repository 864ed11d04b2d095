package org.weightflow.generator.flow.matching;

import java.util.Objects;
import org.weightflow.networks.Check;
import org.weightflow.networks.Initialisation;

/**
 * What a flow starts from.
 *
 * @param kind           the family
 * @param deviation      standard deviation of each dimension, for {@link Kind#GAUSSIAN}, in units of the codes
 * @param initialisation of the fresh networks, for {@link Kind#INITIALISATION}
 */
public record SourceConfig(Kind kind, double deviation, Initialisation initialisation) {
    /** Families of sources; all are Gaussian. */
    public enum Kind {
        /**
         * N(0, deviation^2 I). With deviation 1 the Gaussian of standardised codes; DeepWeightFlow takes .01 and .001, from which
         * the flow must spread.
         */
        GAUSSIAN,
        /** The mean of the training codes and the standard deviation of each dimension, for codes that are not standardised. */
        DIAGONAL,
        /** The mean and the whole covariance of the training codes: what is known of them without a flow. */
        COVARIANCE,
        /** Fresh networks of the architecture in the basis of the codes. */
        INITIALISATION
    }

    public SourceConfig {
        Objects.requireNonNull(kind, "kind");
        Check.positive("deviation", deviation);
        Objects.requireNonNull(initialisation, "initialisation");
    }

    /** N(0, I); fresh networks, if asked for, are Kaiming's normal ones. */
    public static SourceConfig standard() {
        return new SourceConfig(Kind.GAUSSIAN, 1, Initialisation.KAIMING_NORMAL);
    }

    public SourceConfig withKind(Kind kind) {
        return new SourceConfig(kind, deviation, initialisation);
    }

    public SourceConfig withDeviation(double deviation) {
        return new SourceConfig(kind, deviation, initialisation);
    }

    public SourceConfig withInitialisation(Initialisation initialisation) {
        return new SourceConfig(kind, deviation, initialisation);
    }
}
