package org.weightflow.networks.metrics;

import org.weightflow.networks.Check;

/**
 * Recalibrates predictions by one number T > 0, p' = softmax(log p / T): above 1 it makes them more cautious, below 1 surer. The order
 * of the classes, and so the accuracy, stays.
 * <p>{@link #fit} minimises the mean negative log-likelihood on validation examples. It is convex in b = 1 / T, with the slope
 * mean over examples of (sum over classes of p'(c) log p(c)) - log p(y); the sign of the slope is bisected.
 *
 * @param temperature T
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al. (2017), section 4.2</a>
 */
public record TemperatureScaling(double temperature) {
    /** Temperatures are looked for from 1 / LARGEST to LARGEST. */
    public static final double LARGEST = 100;

    /** Halvings of an interval of width 2 log LARGEST, after which it is narrower than the rounding of its ends. */
    private static final int HALVINGS = 56;

    public TemperatureScaling {
        Check.positive("temperature", temperature);
    }

    /**
     * The temperature in [1 / {@value #LARGEST}, {@value #LARGEST}] of the least NLL; never one whose NLL on these examples is above
     * that of T = 1. The end of the interval is the answer where the NLL falls up to there: 1 / {@value #LARGEST} if all examples are
     * predicted right, as the NLL then has no minimum, and {@value #LARGEST} if predictions are worse than a guess.
     * <p>Cost some fifty passes over {@code examples * classes} exponentials.
     *
     * @throws IllegalArgumentException if the labels do not fit, or one was given the probability 0, which no temperature mends
     */
    public static TemperatureScaling fit(Predictions validation, int[] labels) {
        requirePossible(validation, labels);
        double low = -Math.log(LARGEST);
        double high = Math.log(LARGEST);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            // A rising NLL at 1 / T puts the minimum at a larger T.
            if (slope(validation, labels, Math.exp(middle)) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        TemperatureScaling best = new TemperatureScaling(Math.exp((low + high) / 2));
        // Where the best temperature is 1 but for rounding, rounding may raise the NLL.
        double before = Classification.nll(validation, labels);
        return Classification.nll(best.apply(validation), labels) <= before ? best : new TemperatureScaling(1);
    }

    /** The predictions at this temperature; at 1 those given. */
    public Predictions apply(Predictions predictions) {
        return predictions.tempered(temperature);
    }

    /** The derivative of the NLL by 1 / T. */
    private static double slope(Predictions predictions, int[] labels, double temperature) {
        Predictions tempered = predictions.tempered(temperature);
        double sum = 0;
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < predictions.classes(); c++) {
                double p = tempered.probability(i, c);
                sum += p == 0 ? 0 : p * predictions.logProbability(i, c);
            }
            sum -= predictions.logProbability(i, labels[i]);
        }
        return sum / labels.length;
    }

    private static void requirePossible(Predictions predictions, int[] labels) {
        Classification.requireLabels(predictions, labels);
        for (int i = 0; i < labels.length; i++) {
            if (predictions.logProbability(i, labels[i]) == Double.NEGATIVE_INFINITY) {
                throw new IllegalArgumentException("example " + i + ": its label " + labels[i]
                        + " was given the probability 0, which no temperature changes");
            }
        }
    }
}
