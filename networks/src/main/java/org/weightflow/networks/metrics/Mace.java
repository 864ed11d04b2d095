package org.weightflow.networks.metrics;

/**
 * The mean absolute calibration error: the mean over bins of the gap between what was predicted and what happened, each bin counting
 * the same however few events are in it. Smaller is better. Two definitions are in use, whose values cannot be compared.
 *
 * @see <a href="https://arxiv.org/abs/2602.18825">Kuhn et al. (2026), Bayesian lottery tickets</a>
 */
public enum Mace {
    /** As the paper defines it: {@link Reliability#mace} of the predicted class, gap = |accuracy - mean confidence|. */
    TOP_LABEL_MEAN_CONF(Reliability.BINS) {
        @Override
        public double of(Predictions predictions, int[] labels, int bins, EmptyBins empty) {
            return Reliability.ofEqualWidth(predictions, labels, bins).mace(empty);
        }
    },

    /**
     * As the authors' program computes it: the probabilities of all classes are binned, gap = |share of labels - centre of the bin|.
     * <p>It departs from that program at the edges, where bins are (a, b] as everywhere here, and with empty bins, which make its
     * result NaN. The probabilities near 0 outnumber all others, but are in one or two bins only.
     */
    ALL_CLASS_BIN_CENTRE(20) {
        @Override
        public double of(Predictions predictions, int[] labels, int bins, EmptyBins empty) {
            return Reliability.ofAllClasses(predictions, labels, bins).mean(Reliability.Bin::gapToCentre, empty);
        }
    };

    private final int defaultBins;

    Mace(int defaultBins) {
        this.defaultBins = defaultBins;
    }

    /** The number of bins where nothing else is asked for. */
    public int defaultBins() {
        return defaultBins;
    }

    /**
     * @param bins how many, of equal width, from 1
     * @return in [0, 1]
     */
    public abstract double of(Predictions predictions, int[] labels, int bins, EmptyBins empty);
}
