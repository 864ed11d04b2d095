package org.weightflow.networks.metrics;

import java.util.Arrays;
import java.util.List;
import org.weightflow.networks.Check;

/**
 * Class probabilities for a number of examples, with their logarithms, which stay exact where a probability is near zero.
 * <p>The predicted class is the one of the largest logit or probability, the lower index where several tie; its probability is the
 * confidence.
 */
public final class Predictions {
    /** What float32 softmax outputs of some thousand classes miss of a sum of 1. */
    private static final double SUM_TOLERANCE = 1e-4;

    private final int examples;
    private final int classes;
    private final double[] probabilities;
    private final double[] logs;
    private final int[] predicted;

    private Predictions(int examples, int classes, double[] probabilities, double[] logs, int[] predicted) {
        this.examples = examples;
        this.classes = classes;
        this.probabilities = probabilities;
        this.logs = logs;
        this.predicted = predicted;
    }

    /**
     * The softmax of logits, log p_c = z_c - m - log sum_k exp(z_k - m) with m the largest logit.
     *
     * @param logits {@code [examples, classes]}, finite
     */
    public static Predictions ofLogits(double[][] logits) {
        int classes = classesOf(logits);
        return ofFlatLogits(flatten(logits, classes), classes);
    }

    /**
     * As {@link #ofLogits(double[][])}, of float32 logits as engines give them, such as one member's of {@code [P, B, C]}.
     *
     * @param logits   row-major; those of the first example start at {@code start}
     */
    public static Predictions ofLogits(float[] logits, int start, int examples, int classes) {
        requireSize(examples, classes);
        int size = Math.multiplyExact(examples, classes);
        if (start < 0 || start > logits.length - size) {
            throw new IllegalArgumentException(
                    size + " logits from " + start + " on do not lie in an array of " + logits.length);
        }
        double[] flat = new double[size];
        for (int i = 0; i < size; i++) {
            flat[i] = logits[start + i];
        }
        return ofFlatLogits(flat, classes);
    }

    /**
     * @param probabilities {@code [examples, classes]}, each in [0, 1], each example's sum within 1e-4 of 1; taken as they are
     */
    public static Predictions ofProbabilities(double[][] probabilities) {
        int classes = classesOf(probabilities);
        double[] p = flatten(probabilities, classes);
        double[] logs = new double[p.length];
        for (int i = 0; i < probabilities.length; i++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                int at = i * classes + c;
                Check.closedInterval("example " + i + ": probability of class " + c, p[at], 0, 1);
                sum += p[at];
                logs[at] = Math.log(p[at]);
            }
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                throw new IllegalArgumentException("example " + i + ": the probabilities sum to " + sum + ", not to 1");
            }
        }
        return new Predictions(probabilities.length, classes, p, logs, argmax(p, classes));
    }

    /**
     * The prediction of an ensemble: the mean of its members' probabilities. Their logarithm is taken by log-sum-exp, so it stays
     * finite where all probabilities underflow.
     *
     * @throws IllegalArgumentException if there is no member, or two differ in examples or classes
     */
    public static Predictions ensemble(List<Predictions> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("an ensemble of no members predicts nothing");
        }
        Predictions first = members.get(0);
        double[] mean = new double[first.probabilities.length];
        double[] logs = new double[mean.length];
        for (Predictions member : members) {
            if (member.examples != first.examples || member.classes != first.classes) {
                throw new IllegalArgumentException("one member predicts " + first.examples + " examples of "
                        + first.classes + " classes, another " + member.examples + " of " + member.classes);
            }
        }
        for (int i = 0; i < mean.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (Predictions member : members) {
                sum += member.probabilities[i];
                largest = Math.max(largest, member.logs[i]);
            }
            mean[i] = sum / members.size();
            double exponentials = 0;
            for (Predictions member : members) {
                exponentials += Math.exp(member.logs[i] - largest);
            }
            logs[i] = largest == Double.NEGATIVE_INFINITY
                    ? largest
                    : largest + Math.log(exponentials) - Math.log(members.size());
        }
        return new Predictions(first.examples, first.classes, mean, logs, argmax(mean, first.classes));
    }

    public int examples() {
        return examples;
    }

    public int classes() {
        return classes;
    }

    /** The predicted class of an example. */
    public int predicted(int example) {
        return predicted[example];
    }

    public double probability(int example, int klass) {
        return probabilities[example * classes + klass];
    }

    /** The natural logarithm of the probability; negative infinity only where a given probability was 0. */
    public double logProbability(int example, int klass) {
        return logs[example * classes + klass];
    }

    /** The probability of the predicted class. */
    public double confidence(int example) {
        return probability(example, predicted(example));
    }

    /** The probability of the predicted class of each example, {@code [examples]}; a fresh array. */
    public double[] confidences() {
        double[] confidences = new double[examples];
        Arrays.setAll(confidences, this::confidence);
        return confidences;
    }

    /**
     * The softmax of log p / T; the predicted classes stay, even where their lead is lost to rounding. A probability 0 stays 0.
     *
     * @param temperature T, positive; 1 gives these predictions
     */
    public Predictions tempered(double temperature) {
        Check.positive("temperature", temperature);
        if (temperature == 1) {
            return this;
        }
        double[] scaled = new double[logs.length];
        Arrays.setAll(scaled, i -> logs[i] / temperature);
        return softmax(scaled, classes, predicted);
    }

    private static Predictions ofFlatLogits(double[] logits, int classes) {
        for (int i = 0; i < logits.length; i++) {
            if (!Double.isFinite(logits[i])) {
                throw new IllegalArgumentException("example " + i / classes + ": logit " + logits[i] + " of class "
                        + i % classes + " is not finite");
            }
        }
        return softmax(logits, classes, argmax(logits, classes));
    }

    private static Predictions softmax(double[] logits, int classes, int[] predicted) {
        int examples = logits.length / classes;
        double[] probabilities = new double[logits.length];
        double[] logs = new double[logits.length];
        for (int i = 0; i < examples; i++) {
            int start = i * classes;
            double largest = logits[start + predicted[i]];
            double sum = 0;
            for (int c = start; c < start + classes; c++) {
                sum += Math.exp(logits[c] - largest);
            }
            double logSum = Math.log(sum);
            for (int c = start; c < start + classes; c++) {
                logs[c] = logits[c] - largest - logSum;
                probabilities[c] = Math.exp(logits[c] - largest) / sum;
            }
        }
        return new Predictions(examples, classes, probabilities, logs, predicted);
    }

    private static int[] argmax(double[] values, int classes) {
        int[] best = new int[values.length / classes];
        for (int i = 0; i < best.length; i++) {
            for (int c = 1; c < classes; c++) {
                if (values[i * classes + c] > values[i * classes + best[i]]) {
                    best[i] = c;
                }
            }
        }
        return best;
    }

    private static int classesOf(double[][] rows) {
        int classes = rows.length == 0 ? 0 : rows[0].length;
        requireSize(rows.length, classes);
        return classes;
    }

    private static void requireSize(int examples, int classes) {
        Check.atLeast("examples", examples, 1);
        Check.atLeast("classes", classes, 1);
    }

    private static double[] flatten(double[][] rows, int classes) {
        double[] flat = new double[Math.multiplyExact(rows.length, classes)];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != classes) {
                throw new IllegalArgumentException(
                        "example " + i + " has " + rows[i].length + " classes, the first one " + classes);
            }
            System.arraycopy(rows[i], 0, flat, i * classes, classes);
        }
        return flat;
    }
}
