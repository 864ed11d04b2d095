package org.weightflow.generator.evaluation;

import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;
import org.weightflow.networks.metrics.Scores;

/**
 * The scores of an ensemble whose members come one by one and are not kept; it predicts the mean of their probabilities.
 * <p>The likelihood of the labels is summed by log-sum-exp, so that it stays finite where all probabilities of a label underflow.
 */
final class EnsembleTally {
    private final int[] labels;
    private final double[][] sums;
    /** Per example, log of the sum of p(label) is {@code largest + log(scaled)}. */
    private final double[] largest;

    private final double[] scaled;
    private int members;

    EnsembleTally(int[] labels, int classes) {
        this.labels = labels;
        this.sums = new double[labels.length][classes];
        this.largest = new double[labels.length];
        this.scaled = new double[labels.length];
        java.util.Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    }

    int members() {
        return members;
    }

    void add(Predictions member) {
        members++;
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < sums[i].length; c++) {
                sums[i][c] += member.probability(i, c);
            }
            double log = member.logProbability(i, labels[i]);
            if (log > largest[i]) {
                scaled[i] = scaled[i] * Math.exp(largest[i] - log) + 1;
                largest[i] = log;
            } else {
                scaled[i] += Math.exp(log - largest[i]);
            }
        }
    }

    /** The scores of the members so far; there must be one. */
    Scores scores() {
        double[][] mean = new double[labels.length][];
        double nll = 0;
        for (int i = 0; i < labels.length; i++) {
            mean[i] = sums[i].clone();
            for (int c = 0; c < mean[i].length; c++) {
                mean[i][c] /= members;
            }
            nll -= largest[i] + Math.log(scaled[i]) - Math.log(members);
        }
        Predictions ensemble = Predictions.ofProbabilities(mean);
        return new Scores(
                Classification.accuracy(ensemble, labels),
                nll / labels.length,
                Classification.brier(ensemble, labels),
                Classification.ece(ensemble, labels));
    }
}
