package org.weightflow.networks.metrics;

/**
 * What tables compare of predictions. Larger is better for the accuracy; smaller is better for all else.
 *
 * @param accuracy     share of right predictions, in [0, 1]
 * @param nll          mean negative log-likelihood in nats, from 0
 * @param brier        mean squared distance of the probabilities to the truth, in [0, 2]
 * @param ece          expected calibration error, {@value Reliability#BINS} bins of equal width, in [0, 1]
 * @param adaptiveEce  the same of {@value Reliability#EQUAL_MASS_BINS} bins of equal mass
 * @param mace         {@link Mace#TOP_LABEL_MEAN_CONF} of its default bins without the empty ones, in [0, 1]
 * @param allClassMace {@link Mace#ALL_CLASS_BIN_CENTRE} likewise; not to be compared with {@code mace}
 * @param mce          the largest gap of the bins of {@code ece}, in [0, 1]
 * @param aurc         mean risk over coverages, see {@link RiskCoverage#aurc}, in [0, 1]
 */
public record Quality(
        double accuracy,
        double nll,
        double brier,
        double ece,
        double adaptiveEce,
        double mace,
        double allClassMace,
        double mce,
        double aurc) {
    /**
     * Measures predictions.
     *
     * @throws IllegalArgumentException if the labels do not fit the predictions, naming the first that does not
     */
    public static Quality of(Predictions predictions, int[] labels) {
        Scores scores = Classification.scores(predictions, labels);
        return new Quality(
                scores.accuracy(),
                scores.nll(),
                scores.brier(),
                scores.ece(),
                Reliability.ofEqualMass(predictions, labels, Reliability.EQUAL_MASS_BINS)
                        .ece(),
                mace(Mace.TOP_LABEL_MEAN_CONF, predictions, labels),
                mace(Mace.ALL_CLASS_BIN_CENTRE, predictions, labels),
                Reliability.ofEqualWidth(predictions, labels, Reliability.BINS).mce(),
                RiskCoverage.of(predictions, labels).aurc());
    }

    private static double mace(Mace definition, Predictions predictions, int[] labels) {
        return definition.of(predictions, labels, definition.defaultBins(), EmptyBins.SKIP);
    }
}
