package org.weightflow.datasets;

import java.util.List;
import java.util.Objects;

/**
 * Labelled examples: a matrix of features {@code [count, featureCount]}, row-major, and one class label a row.
 *
 * <p>Immutable as far as Java allows for big arrays: the arrays are copied on the way in, and {@link #features()} and
 * {@link #labels()} hand out the inner arrays for reading only, because a copy of MNIST takes 188 MB. Images stay flat;
 * {@link #exampleShape()} says how a row folds, {@code [channels, height, width]} for images and {@code [features]}
 * otherwise.
 */
public final class Examples {
    private final float[] features;
    private final int[] labels;
    private final List<Integer> exampleShape;
    private final int featureCount;
    private final int classes;

    private Examples(float[] features, int[] labels, List<Integer> exampleShape, int classes) {
        this.features = features;
        this.labels = labels;
        this.exampleShape = List.copyOf(exampleShape);
        this.featureCount = product(this.exampleShape);
        this.classes = classes;
        if (classes < 1) {
            throw new IllegalArgumentException("classes " + classes + " is less than 1");
        }
        if (features.length != (long) labels.length * featureCount) {
            throw new IllegalArgumentException("features hold " + features.length + " values, but " + labels.length
                    + " examples of shape " + this.exampleShape + " need " + (long) labels.length * featureCount);
        }
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "label " + labels[row] + " of row " + row + " is not in [0, " + classes + ")");
            }
        }
        for (int i = 0; i < features.length; i++) {
            if (!Float.isFinite(features[i])) {
                throw new IllegalArgumentException("feature " + i % featureCount + " of row " + i / featureCount
                        + " is " + features[i] + ", which is not finite");
            }
        }
    }

    /**
     * Makes examples from copies of the arrays.
     *
     * @param features values {@code [labels.length, product of exampleShape]}, row-major, all finite
     * @param labels one class a row, from 0 to {@code classes - 1}; may be empty
     * @param exampleShape extents of one example, each at least 1, for instance {@code [1, 28, 28]}
     * @throws IllegalArgumentException if lengths, shape, a label or a value break these rules, naming the first
     */
    public static Examples of(float[] features, int[] labels, List<Integer> exampleShape, int classes) {
        return new Examples(features.clone(), labels.clone(), exampleShape, classes);
    }

    /** As {@link #of} without the copies: for arrays that this package has just made and nobody else holds. */
    static Examples owning(float[] features, int[] labels, List<Integer> exampleShape, int classes) {
        return new Examples(features, labels, exampleShape, classes);
    }

    /** Number of rows. */
    public int count() {
        return labels.length;
    }

    /** Number of values in a row: the product of {@link #exampleShape()}. */
    public int featureCount() {
        return featureCount;
    }

    /** Extents of one example, immutable. */
    public List<Integer> exampleShape() {
        return exampleShape;
    }

    /** Number of classes, whether or not each has a row here. */
    public int classes() {
        return classes;
    }

    /** The values {@code [count, featureCount]}, row-major: the inner array, shared and to be read only. */
    public float[] features() {
        return features;
    }

    /** The label of each row: the inner array, shared and to be read only. */
    public int[] labels() {
        return labels;
    }

    /** The label of one row. */
    public int label(int row) {
        return labels[Objects.checkIndex(row, labels.length)];
    }

    /** How many rows each class has, {@code [classes]}; a fresh array. */
    public int[] classCounts() {
        return countLabels(labels, classes);
    }

    /**
     * Copies the named rows, in the order given; a row may be named more than once.
     *
     * @throws IndexOutOfBoundsException if a row is not in {@code [0, count)}
     */
    public Examples select(int[] rows) {
        float[] chosen = new float[Math.multiplyExact(rows.length, featureCount)];
        int[] chosenLabels = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int row = Objects.checkIndex(rows[i], labels.length);
            System.arraycopy(features, row * featureCount, chosen, i * featureCount, featureCount);
            chosenLabels[i] = labels[row];
        }
        return owning(chosen, chosenLabels, exampleShape, classes);
    }

    @Override
    public String toString() {
        return "Examples[" + labels.length + " of shape " + exampleShape + ", " + classes + " classes]";
    }

    static int[] countLabels(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    private static int product(List<Integer> shape) {
        long product = 1;
        for (int extent : shape) {
            if (extent < 1) {
                throw new IllegalArgumentException("exampleShape " + shape + " has an extent less than 1");
            }
            product *= extent;
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("exampleShape " + shape + " has more than 2147483647 values");
            }
        }
        return (int) product;
    }
}
