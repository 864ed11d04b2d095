package org.weightflow.generator.flow.matching;

/** The choice of a {@link ProbabilityPath}. */
public enum FlowPath {
    /** The straight line, of conditional flow matching and of rectified flow. */
    LINEAR,
    /** A quarter of a circle, along which the variance stays what it is. */
    VARIANCE_PRESERVING,
    /** The straight line, with noise that rises and falls between its ends. */
    STOCHASTIC;

    /** The path itself. */
    public ProbabilityPath path() {
        return switch (this) {
            case LINEAR -> new LinearPath();
            case VARIANCE_PRESERVING -> new VariancePreservingPath();
            case STOCHASTIC -> new StochasticInterpolant();
        };
    }
}
