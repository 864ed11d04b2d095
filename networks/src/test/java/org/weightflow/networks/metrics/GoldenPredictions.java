package org.weightflow.networks.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Predictions and labels that tests of metrics share. */
final class GoldenPredictions {
    private GoldenPredictions() {}

    /** Two classes; each example's predicted class 0 has the given confidence, above 1/2. */
    static Predictions confident(double... confidences) {
        return Predictions.ofProbabilities(Arrays.stream(confidences)
                .mapToObj(c -> new double[] {c, 1 - c})
                .toArray(double[][]::new));
    }

    /** Right for three examples of five, and for the others the class after the predicted one. */
    static int[] mostlyRight(Predictions predictions) {
        int[] labels = new int[predictions.examples()];
        Arrays.setAll(labels, i -> (predictions.predicted(i) + (i % 5 < 3 ? 0 : 1)) % predictions.classes());
        return labels;
    }

    /** Logits in halves, so that many confidences are equal. */
    static double[][] tiedLogits(SplittableRandom random, int examples) {
        double[][] logits = new double[examples][3];
        for (double[] row : logits) {
            Arrays.setAll(row, c -> random.nextInt(5) / 2.0);
        }
        return logits;
    }

    static int[] labels(SplittableRandom random, int examples, int classes) {
        return random.ints(examples, 0, classes).toArray();
    }

    /** The rows in another order, that of {@code labels} with them. */
    static double[][] reversed(double[][] rows, int[] labels) {
        double[][] reversed = new double[rows.length][];
        int[] before = labels.clone();
        for (int i = 0; i < rows.length; i++) {
            reversed[i] = rows[rows.length - 1 - i];
            labels[i] = before[rows.length - 1 - i];
        }
        return reversed;
    }
}
