package org.weightflow.datasets;

import java.util.List;

/**
 * Images of one kind in the shape of another, as a network for the latter reads them.
 * <ul>
 * <li>Three channels become one by .299 red + .587 green + .114 blue, one becomes three by repetition.
 * <li>Height and width are resampled by area: a pixel of the result is the mean of what it covers, weighted by the covered areas.
 * </ul>
 *
 * @see <a href="https://www.itu.int/rec/R-REC-BT.601">ITU-R BT.601, for the weights of the colours</a>
 */
public final class FittedImages {
    private static final double[] GREY = {0.299, 0.587, 0.114};

    private FittedImages() {}

    /** Whether images {@code [channels, height, width]} of one shape can be brought into the other. */
    public static boolean canFit(List<Integer> from, List<Integer> to) {
        return isImage(from) && isImage(to);
    }

    private static boolean isImage(List<Integer> shape) {
        return shape.size() == 3 && (shape.get(0) == 1 || shape.get(0) == GREY.length);
    }

    /**
     * @param images  of one or three channels
     * @param shape   {@code [channels, height, width]} of the result, one or three channels
     * @param classes of the result, whose labels are all 0
     * @throws IllegalArgumentException if one of the shapes is another
     */
    public static Examples of(Examples images, List<Integer> shape, int classes) {
        List<Integer> own = images.exampleShape();
        if (!canFit(own, shape)) {
            throw new IllegalArgumentException(
                    "examples of shape " + own + " cannot be brought into the shape " + shape);
        }
        int pixels = own.get(1) * own.get(2);
        int wanted = shape.get(0) * shape.get(1) * shape.get(2);
        double[][] rows = shares(own.get(1), shape.get(1));
        double[][] columns = shares(own.get(2), shape.get(2));
        float[] result = new float[Math.multiplyExact(images.count(), wanted)];
        for (int i = 0; i < images.count(); i++) {
            for (int channel = 0; channel < shape.get(0); channel++) {
                double[] plane = plane(images, i, channel, shape.get(0), pixels);
                resample(plane, rows, columns, result, i * wanted + channel * shape.get(1) * shape.get(2));
            }
        }
        return Examples.owning(result, new int[images.count()], shape, classes);
    }

    private static double[] plane(Examples images, int example, int channel, int wantedChannels, int pixels) {
        int channels = images.exampleShape().get(0);
        int start = example * images.featureCount();
        double[] plane = new double[pixels];
        for (int p = 0; p < pixels; p++) {
            if (channels == wantedChannels || channels == 1) {
                plane[p] = images.features()[start + (channels == 1 ? 0 : channel) * pixels + p];
            } else {
                for (int c = 0; c < channels; c++) {
                    plane[p] += GREY[c] * images.features()[start + c * pixels + p];
                }
            }
        }
        return plane;
    }

    /** The share that each old line has in each new one, {@code [new][old]}; the shares of a new line sum to 1. */
    private static double[][] shares(int old, int wanted) {
        double[][] shares = new double[wanted][old];
        double width = old / (double) wanted;
        for (int line = 0; line < wanted; line++) {
            for (int from = 0; from < old; from++) {
                double covered = Math.min(from + 1, (line + 1) * width) - Math.max(from, line * width);
                shares[line][from] = Math.max(0, covered) / width;
            }
        }
        return shares;
    }

    private static void resample(double[] plane, double[][] rows, double[][] columns, float[] target, int start) {
        int oldRows = rows[0].length;
        int oldColumns = columns[0].length;
        double[] narrow = new double[oldRows * columns.length];
        for (int row = 0; row < oldRows; row++) {
            for (int column = 0; column < columns.length; column++) {
                for (int from = 0; from < oldColumns; from++) {
                    narrow[row * columns.length + column] += columns[column][from] * plane[row * oldColumns + from];
                }
            }
        }
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                double sum = 0;
                for (int from = 0; from < oldRows; from++) {
                    sum += rows[row][from] * narrow[from * columns.length + column];
                }
                target[start + row * columns.length + column] = (float) sum;
            }
        }
    }
}
