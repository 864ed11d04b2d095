package org.weightflow.networks.metrics;

import java.util.Arrays;

/**
 * How well a score tells examples that belong to a task from outliers; it is meant to be larger for the former.
 * <p>No threshold has to be chosen: examples are accepted from a threshold on, and the threshold runs over all scores.
 *
 * @param auroc area under the curve of accepted examples against accepted outliers, which is the probability that an example scores
 *              above an outlier, half counted where they tie: .5 for a score that knows nothing, 1 for a perfect one
 * @param fpr95 share of outliers that are accepted under the highest threshold that accepts 95 % of the examples at least; smaller
 *              is better
 * @see <a href="https://arxiv.org/abs/1610.02136">Hendrycks and Gimpel (2017), a baseline for detecting outliers</a>
 */
public record Detection(double auroc, double fpr95) {
    private static final double ACCEPTED = 0.95;

    /**
     * @param examples scores of examples of the task; at least one, none NaN
     * @param outliers likewise of outliers
     */
    public static Detection of(double[] examples, double[] outliers) {
        double pairs = (double) examples.length * outliers.length;
        return new Detection(MannWhitney.of(examples, outliers).u() / pairs, accepted(examples, outliers));
    }

    private static double accepted(double[] examples, double[] outliers) {
        double[] sorted = examples.clone();
        Arrays.sort(sorted);
        int accepted = (int) Math.ceil(ACCEPTED * sorted.length);
        double threshold = sorted[sorted.length - accepted];
        return Arrays.stream(outliers).filter(score -> score >= threshold).count() / (double) outliers.length;
    }
}
