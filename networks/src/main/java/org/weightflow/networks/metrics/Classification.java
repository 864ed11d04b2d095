package org.weightflow.networks.metrics;

import java.util.BitSet;

/**
 * Judges predictions p [n, C] against labels y [n]; c_i is the confidence of example i, a_i is 1 where its predicted class is right:
 * <ul>
 * <li>accuracy = mean of a_i
 * <li>nll = mean of -log p_i(y_i), in nats
 * <li>brier = mean over examples of the sum over classes of (p_i(c) - [c = y_i])^2
 * <li>ece = sum over bins B of |B| / n |mean of a_i in B - mean of c_i in B|; 15 bins of equal width, bin k holding the confidences
 * in (k / 15, (k + 1) / 15]
 * </ul>
 * Checked against NumPy and PyTorch.
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al. (2017), eq. (3), for the calibration error</a>
 * @see <a href="https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2">Brier (1950)</a>
 */
public final class Classification {
    /** Bins of the calibration error, as Guo et al. (2017) have them. */
    public static final int BINS = 15;

    private Classification() {}

    /** All four scores. */
    public static Scores scores(Predictions predictions, int[] labels) {
        return new Scores(
                accuracy(predictions, labels),
                nll(predictions, labels),
                brier(predictions, labels),
                ece(predictions, labels));
    }

    /** Fraction of examples whose predicted class is their label. */
    public static double accuracy(Predictions predictions, int[] labels) {
        int n = predictions.examples();
        return (n - wrong(predictions, labels).cardinality()) / (double) n;
    }

    /** Mean negative log-likelihood in nats; infinite if a label was given the probability 0. */
    public static double nll(Predictions predictions, int[] labels) {
        requireLabels(predictions, labels);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            sum -= predictions.logProbability(i, labels[i]);
        }
        return sum / labels.length;
    }

    /** Mean over examples of the squared distance between the probabilities and the one-hot label. */
    public static double brier(Predictions predictions, int[] labels) {
        requireLabels(predictions, labels);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < predictions.classes(); c++) {
                double error = predictions.probability(i, c) - (c == labels[i] ? 1 : 0);
                sum += error * error;
            }
        }
        return sum / labels.length;
    }

    /** Expected calibration error of the predicted class. */
    public static double ece(Predictions predictions, int[] labels) {
        requireLabels(predictions, labels);
        double[] gaps = new double[BINS];
        for (int i = 0; i < labels.length; i++) {
            double right = predictions.predicted(i) == labels[i] ? 1 : 0;
            gaps[bin(predictions.confidence(i))] += right - predictions.confidence(i);
        }
        double sum = 0;
        for (double gap : gaps) {
            sum += Math.abs(gap);
        }
        return sum / labels.length;
    }

    /** The examples whose predicted class is not their label. */
    public static BitSet wrong(Predictions predictions, int[] labels) {
        requireLabels(predictions, labels);
        BitSet wrong = new BitSet(labels.length);
        for (int i = 0; i < labels.length; i++) {
            wrong.set(i, predictions.predicted(i) != labels[i]);
        }
        return wrong;
    }

    /** The bin k with k / 15 < confidence <= (k + 1) / 15, the quotients rounded to the nearest double. */
    static int bin(double confidence) {
        int k = Math.min(BINS - 1, (int) (confidence * BINS));
        // The product is rounded, so it may be one bin off either way.
        while (k > 0 && confidence <= k / (double) BINS) {
            k--;
        }
        while (k < BINS - 1 && confidence > (k + 1) / (double) BINS) {
            k++;
        }
        return k;
    }

    private static void requireLabels(Predictions predictions, int[] labels) {
        if (labels.length != predictions.examples()) {
            throw new IllegalArgumentException(
                    labels.length + " labels do not fit " + predictions.examples() + " examples");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= predictions.classes()) {
                throw new IllegalArgumentException(
                        "example " + i + ": label " + labels[i] + " is not in [0, " + predictions.classes() + ")");
            }
        }
    }
}
