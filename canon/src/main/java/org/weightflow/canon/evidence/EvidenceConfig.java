package org.weightflow.canon.evidence;

import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * What activations are looked at, where units are matched by them.
 *
 * @param examples training examples that activations are computed on; all where there are fewer
 * @param rows     positions of those examples looked at, of each hidden signal, at most
 * @param share    of the activations where both kinds count, in [0, 1]; see {@link CombinedEvidence}
 */
public record EvidenceConfig(int examples, int rows, double share) {
    public EvidenceConfig {
        Check.atLeast("examples", examples, 1);
        Check.atLeast("rows", rows, 1);
        Check.closedInterval("share", share, 0, 1);
    }

    public static EvidenceConfig defaults() {
        return new EvidenceConfig(1024, 4096, 0.5);
    }

    public EvidenceConfig withExamples(int examples) {
        return new EvidenceConfig(examples, rows, share);
    }

    public EvidenceConfig withRows(int rows) {
        return new EvidenceConfig(examples, rows, share);
    }

    public EvidenceConfig withShare(double share) {
        return new EvidenceConfig(examples, rows, share);
    }

    /**
     * The evidence itself.
     *
     * @param training scaled as the networks were trained on
     * @param seed     draws the examples and positions
     * @throws IllegalArgumentException if activations are wanted and the data do not fit the architecture
     */
    public Evidence evidence(EvidenceKind kind, Architecture architecture, Examples training, Seed seed) {
        Evidence weights = Evidence.weights(architecture.symmetry());
        return switch (kind) {
            case WEIGHTS -> weights;
            case ACTIVATIONS -> activations(architecture, training, seed);
            case BOTH -> new CombinedEvidence(weights, activations(architecture, training, seed), share);
        };
    }

    private ActivationFeatures activations(Architecture architecture, Examples training, Seed seed) {
        return new ActivationFeatures(architecture, training, Math.min(examples, training.count()), rows, seed);
    }
}
