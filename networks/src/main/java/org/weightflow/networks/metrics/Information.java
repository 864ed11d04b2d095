package org.weightflow.networks.metrics;

import java.util.List;

/**
 * How uncertain predictions are, in nats, without labels:
 * <ul>
 * <li>entropy H(p) = -sum over classes of p(c) log p(c), from 0 where one class is certain to log C where all C are as likely
 * <li>mutual information of the label and the member of an ensemble, H(mean of p_m) - mean of H(p_m), the part of the entropy that
 * comes from disagreement: 0 where all members predict the same, at most the logarithm of the number of members
 * </ul>
 *
 * @see <a href="https://arxiv.org/abs/1112.5745">Houlsby et al. (2011), eq. (2), for the mutual information</a>
 */
public final class Information {
    private Information() {}

    /** The entropy of each example's prediction, {@code [examples]}. */
    public static double[] entropies(Predictions predictions) {
        double[] entropies = new double[predictions.examples()];
        for (int i = 0; i < entropies.length; i++) {
            entropies[i] = entropy(predictions, i);
        }
        return entropies;
    }

    /**
     * The mutual information of each example, {@code [examples]}. Rounding, which may bring it below 0, is cut off there.
     *
     * @throws IllegalArgumentException if there is no member, or two differ in examples or classes
     */
    public static double[] mutualInformation(List<Predictions> members) {
        double[] information = entropies(Predictions.ensemble(members));
        for (int i = 0; i < information.length; i++) {
            double ofMembers = 0;
            for (Predictions member : members) {
                ofMembers += entropy(member, i);
            }
            information[i] = Math.max(0, information[i] - ofMembers / members.size());
        }
        return information;
    }

    private static double entropy(Predictions predictions, int example) {
        double entropy = 0;
        for (int c = 0; c < predictions.classes(); c++) {
            double p = predictions.probability(example, c);
            // p log p tends to 0 with p, where the logarithm may be -infinity.
            entropy -= p == 0 ? 0 : p * predictions.logProbability(example, c);
        }
        return entropy;
    }
}
