package org.weightflow.networks.metrics;

import java.util.BitSet;

/**
 * Judges predictions p [n, C] against labels y [n]; a_i is 1 where the predicted class of example i is right, else 0:
 * <ul>
 * <li>accuracy = mean of a_i
 * <li>nll = mean of -log p_i(y_i), in nats
 * <li>brier = mean over examples of the sum over classes of (p_i(c) - [c = y_i])^2
 * <li>ece = the expected calibration error of the {@link Reliability}
 * </ul>
 * Checked against NumPy and PyTorch.
 *
 * @see <a href="https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2">Brier (1950)</a>
 */
public final class Classification {
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

    /** Expected calibration error of the predicted class, of {@value Reliability#BINS} bins of equal width. */
    public static double ece(Predictions predictions, int[] labels) {
        return Reliability.ofEqualWidth(predictions, labels, Reliability.BINS).ece();
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

    static void requireLabels(Predictions predictions, int[] labels) {
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
