package org.weightflow.canon.alignment;

/** By what the units of a zoo's members are matched. */
public enum AlignmentMethod {
    /** Not at all: for populations that share a trunk and so a coordinate system, or for gauges alone. */
    NONE,
    /** {@link org.weightflow.canon.matching.WeightMatching}: weights, with heads and all that is inside them. */
    WEIGHT_MATCHING,
    /** {@link org.weightflow.canon.evidence.ActivationFeatures}: the correlation of activations on training examples. */
    ACTIVATION_MATCHING,
    /** {@link org.weightflow.canon.evidence.CombinedEvidence} of both. */
    WEIGHTS_AND_ACTIVATIONS,
    /** {@link org.weightflow.canon.published.GitRebasin}, as its authors have it, for comparison. */
    GIT_REBASIN,
    /** {@link org.weightflow.canon.published.TransFusion}, as its authors have it, for comparison. */
    TRANSFUSION,
    /** {@link org.weightflow.canon.published.DeepWeightFlowTransFusion}, the form that DeepWeightFlow uses, for comparison. */
    DEEPWEIGHTFLOW
}
