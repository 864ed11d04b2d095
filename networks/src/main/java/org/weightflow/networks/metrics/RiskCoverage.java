package org.weightflow.networks.metrics;

import java.util.BitSet;
import org.weightflow.networks.Check;

/**
 * What a classifier errs that answers for its surest examples only: the risk at coverage k / n is the share of errors among the k
 * examples of the largest confidence, k = 1 ... n.
 * <p>Where examples of equal confidence are accepted in part only, the risk is its mean over all choices of them, so that the order of
 * the examples does not matter. Cost O(n log n).
 *
 * @see <a href="https://arxiv.org/abs/1805.08206">Geifman, Uziel and El-Yaniv (2019) for the curve and its area</a>
 */
public final class RiskCoverage {
    /** At k - 1 that of coverage k / n. */
    private final double[] risks;

    private RiskCoverage(double[] risks) {
        this.risks = risks;
    }

    /** The curve of the probability of the predicted class. */
    public static RiskCoverage of(Predictions predictions, int[] labels) {
        return of(predictions.confidences(), Classification.wrong(predictions, labels));
    }

    /**
     * The curve of any confidence, such as minus the {@link Information#entropies entropy}.
     *
     * @param confidences {@code [n]}, n at least 1; larger for the surer example, none NaN
     * @param wrong       the examples whose predicted class is not their label
     */
    public static RiskCoverage of(double[] confidences, BitSet wrong) {
        requireNumbers(confidences);
        Ranking ranking = new Ranking(confidences, wrong);
        double[] risks = new double[ranking.size()];
        double errors = 0;
        for (int k = 1; k <= risks.length; k++) {
            errors += ranking.outcome(risks.length - k);
            risks[k - 1] = errors / k;
        }
        return new RiskCoverage(risks);
    }

    /** The risk if {@code accepted} examples are, from 1 to n; at n it is the error rate. */
    public double risk(int accepted) {
        if (accepted < 1 || accepted > risks.length) {
            throw new IllegalArgumentException("accepted " + accepted + " is not in [1, " + risks.length + "]");
        }
        return risks[accepted - 1];
    }

    /**
     * The area under the curve by the trapezoidal rule from coverage 1 / n to 1, divided by the length 1 - 1 / n of that interval: the
     * mean risk. In [0, 1]; smaller is better. That of a single example is its risk. The paper takes the plain mean of the n risks,
     * which this nears as n grows.
     */
    public double aurc() {
        int n = risks.length;
        if (n == 1) {
            return risk(1);
        }
        double sum = 0;
        for (int k = 1; k < n; k++) {
            sum += (risk(k) + risk(k + 1)) / 2;
        }
        return sum / (n - 1);
    }

    private static void requireNumbers(double[] confidences) {
        Check.atLeast("confidences", confidences.length, 1);
        for (int i = 0; i < confidences.length; i++) {
            if (Double.isNaN(confidences[i])) {
                throw new IllegalArgumentException("example " + i + ": confidence NaN has no rank");
            }
        }
    }
}
