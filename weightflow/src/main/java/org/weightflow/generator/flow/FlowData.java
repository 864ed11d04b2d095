package org.weightflow.generator.flow;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.weightflow.generator.flow.matching.Source;

/** What a flow is trained on. Immutable as long as nobody changes the arrays; the {@code with} methods give another one. */
public final class FlowData {
    private final double[][] training;
    private final double[][] heldOut;
    private final double[] deviations;
    private final FieldShape shape;
    private final float[][] trainingConditions;
    private final float[][] heldOutConditions;
    /** Null for what configuration and codes tell. */
    private final Source source;

    private FlowData(
            double[][] training,
            double[][] heldOut,
            double[] deviations,
            FieldShape shape,
            float[][] trainingConditions,
            float[][] heldOutConditions,
            Source source) {
        this.training = training;
        this.heldOut = heldOut;
        this.deviations = deviations;
        this.shape = shape;
        this.trainingConditions = trainingConditions;
        this.heldOutConditions = heldOutConditions;
        this.source = source;
    }

    /**
     * Codes of one part without conditions.
     *
     * @param training   standardised codes, {@code [N][dimensions]}, N at least 2
     * @param heldOut    likewise; may be empty
     * @param deviations what one unit of each dimension is worth in weights
     * @throws IllegalArgumentException if codes are too few, not finite or not of one length
     */
    public static FlowData of(double[][] training, double[][] heldOut, double[] deviations) {
        if (training.length < 2 || training[0].length == 0) {
            throw new IllegalArgumentException(
                    training.length + " training codes; a flow needs two that differ, and more to be of use");
        }
        for (double[][] codes : List.of(training, heldOut)) {
            for (double[] code : codes) {
                if (code.length != deviations.length || !Arrays.stream(code).allMatch(Double::isFinite)) {
                    throw new IllegalArgumentException("a code of " + code.length + " values is not finite or not of "
                            + deviations.length + " dimensions");
                }
            }
        }
        return new FlowData(
                training,
                heldOut,
                deviations,
                FieldShape.of(deviations.length),
                new float[training.length][0],
                new float[heldOut.length][0],
                null);
    }

    /** @param parts dimensions of each part of a code, in their order */
    public FlowData withParts(List<Integer> parts) {
        FieldShape cut = FieldShape.of(parts, shape.conditions());
        if (cut.dimensions() != shape.dimensions()) {
            throw new IllegalArgumentException(
                    "parts of " + parts + " dimensions do not fit codes of " + shape.dimensions());
        }
        return new FlowData(training, heldOut, deviations, cut, trainingConditions, heldOutConditions, source);
    }

    /**
     * @param ofTraining features of the condition of each training code, {@code [N][features]}
     * @param ofHeldOut  likewise
     */
    public FlowData withConditions(float[][] ofTraining, float[][] ofHeldOut) {
        int features = ofTraining.length == 0 ? 0 : ofTraining[0].length;
        boolean fits = ofTraining.length == training.length
                && ofHeldOut.length == heldOut.length
                && Stream.concat(Arrays.stream(ofTraining), Arrays.stream(ofHeldOut))
                        .allMatch(row -> row.length == features);
        if (!fits) {
            throw new IllegalArgumentException(ofTraining.length + " and " + ofHeldOut.length
                    + " conditions do not fit " + training.length + " training and " + heldOut.length
                    + " held-out codes, or are not all of " + features + " features");
        }
        FieldShape conditional = new FieldShape(shape.parts(), features);
        return new FlowData(training, heldOut, deviations, conditional, ofTraining, ofHeldOut, source);
    }

    /** @param start what the flow starts from */
    public FlowData withSource(Source start) {
        if (start.dimensions() != shape.dimensions()) {
            throw new IllegalArgumentException(
                    "a source of " + start.dimensions() + " dimensions does not fit codes of " + shape.dimensions());
        }
        return new FlowData(training, heldOut, deviations, shape, trainingConditions, heldOutConditions, start);
    }

    double[][] training() {
        return training;
    }

    double[][] heldOut() {
        return heldOut;
    }

    double[] deviations() {
        return deviations;
    }

    FieldShape shape() {
        return shape;
    }

    float[][] trainingConditions() {
        return trainingConditions;
    }

    float[][] heldOutConditions() {
        return heldOutConditions;
    }

    Source source(FlowConfig config) {
        return source == null ? Source.of(config.source(), training) : source;
    }
}
