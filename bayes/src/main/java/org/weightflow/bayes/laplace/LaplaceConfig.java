package org.weightflow.bayes.laplace;

import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * How the curvature is measured.
 *
 * @param examples   most training examples to measure it on, drawn once without replacement; where there are N > n of them the sum
 *                   over n is scaled by N / n
 * @param labels     where the labels of the diagonal's gradients come from; the last layer's curvature needs none
 * @param labelDraws labels of each example, where they are drawn
 * @param uncertain  the values that are no points
 */
public record LaplaceConfig(int examples, Labels labels, int labelDraws, Uncertain uncertain) {
    /** Of the expectation over labels. */
    public enum Labels {
        /** From the network's own predictions: an unbiased estimate of the diagonal. */
        DRAWN,
        /** Every class with its probability: the diagonal itself, at a backward pass a class. */
        ALL
    }

    /** Of the survivors. */
    public enum Uncertain {
        ALL,
        /** Entries of kind WEIGHT alone; biases and normalisation stay as they are. */
        WEIGHTS
    }

    public LaplaceConfig {
        Check.atLeast("examples", examples, 1);
        Objects.requireNonNull(labels, "labels");
        Check.atLeast("labelDraws", labelDraws, 1);
        Objects.requireNonNull(uncertain, "uncertain");
    }

    /** 4,096 examples with one drawn label each, and all survivors; our own choice. */
    public static LaplaceConfig defaults() {
        return new LaplaceConfig(4096, Labels.DRAWN, 1, Uncertain.ALL);
    }

    public LaplaceConfig withExamples(int value) {
        return new LaplaceConfig(value, labels, labelDraws, uncertain);
    }

    public LaplaceConfig withLabels(Labels value) {
        return new LaplaceConfig(examples, value, labelDraws, uncertain);
    }

    public LaplaceConfig withLabelDraws(int value) {
        return new LaplaceConfig(examples, labels, value, uncertain);
    }

    public LaplaceConfig withUncertain(Uncertain value) {
        return new LaplaceConfig(examples, labels, labelDraws, value);
    }
}
