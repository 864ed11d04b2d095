package org.weightflow.generator.regression;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.AffineListener;
import org.weightflow.networks.Seed;

/**
 * The rows of one affine map that are kept: a row is one example of a dense layer, one token, or one position of a convolution's
 * output. The same ones serve every network.
 *
 * @param map    the map
 * @param shape  of its outputs in a pass of one network
 * @param chosen rows, ascending
 */
record AffineRows(AffineListener.Map map, Shape shape, Chosen chosen) {
    /** Indices in an object, so that records of them compare by identity and not by a shared array. */
    static final class Chosen {
        private final int[] rows;

        private Chosen(int[] rows) {
            this.rows = rows;
        }
    }

    /** At most that many of all rows, drawn uniformly without replacement by the child of the seed of the map's name. */
    static AffineRows of(AffineListener.Map map, NDArray outputs, int most, Seed seed) {
        return of(map, outputs.getShape(), most, seed);
    }

    /** Fewer of the same map. */
    AffineRows atMost(int most, Seed seed) {
        return of(map, shape, most, seed);
    }

    private static AffineRows of(AffineListener.Map map, Shape shape, int most, Seed seed) {
        int all = Math.toIntExact(shape.size() / width(map, shape));
        int[] rows =
                Arrays.copyOf(Shuffle.permutation(all, seed.child(map.name()).random()), Math.min(all, most));
        Arrays.sort(rows);
        return new AffineRows(map, shape, new Chosen(rows));
    }

    int count() {
        return chosen.rows.length;
    }

    /** Outputs of a row. */
    int width() {
        return (int) width(map, shape);
    }

    private static long width(AffineListener.Map map, Shape outputs) {
        return map.convolution() ? outputs.get(1) : outputs.get(outputs.dimension() - 1);
    }

    /** The kept rows of a pass's outputs, {@code [count, width]}. */
    float[] outputs(NDArray outputs) {
        if (!map.convolution()) {
            return dense(outputs, width());
        }
        float[] all = outputs.toFloatArray();
        int width = width();
        int positions = Math.toIntExact(shape.get(2) * shape.get(3));
        float[] kept = new float[count() * width];
        for (int r = 0; r < count(); r++) {
            int example = chosen.rows[r] / positions;
            int position = chosen.rows[r] % positions;
            for (int c = 0; c < width; c++) {
                kept[r * width + c] = all[(example * width + c) * positions + position];
            }
        }
        return kept;
    }

    /**
     * What the map multiplies with its weights to give the kept rows: {@code [count, inputs]}, for a convolution the patches in the
     * order of its weight, channel by channel and row by row, zeros outside the image.
     *
     * @param kernel side of the convolution's kernel
     */
    float[] inputs(NDArray inputs, int kernel) {
        Shape from = inputs.getShape();
        if (!map.convolution()) {
            return dense(inputs, Math.toIntExact(from.get(from.dimension() - 1)));
        }
        int channels = Math.toIntExact(from.get(1));
        int height = Math.toIntExact(from.get(2));
        int width = Math.toIntExact(from.get(3));
        float[] all = inputs.toFloatArray();
        int patch = channels * kernel * kernel;
        float[] kept = new float[count() * patch];
        int columns = Math.toIntExact(shape.get(3));
        int positions = Math.toIntExact(shape.get(2)) * columns;
        for (int r = 0; r < count(); r++) {
            int example = chosen.rows[r] / positions;
            int top = chosen.rows[r] % positions / columns * map.stride() - map.padding();
            int left = chosen.rows[r] % columns * map.stride() - map.padding();
            int to = r * patch;
            for (int c = 0; c < channels; c++) {
                int image = (example * channels + c) * height;
                for (int y = top; y < top + kernel; y++) {
                    for (int x = left; x < left + kernel; x++, to++) {
                        if (y >= 0 && y < height && x >= 0 && x < width) {
                            kept[to] = all[(image + y) * width + x];
                        }
                    }
                }
            }
        }
        return kept;
    }

    private float[] dense(NDArray values, int width) {
        float[] all = values.toFloatArray();
        float[] kept = new float[count() * width];
        for (int r = 0; r < count(); r++) {
            System.arraycopy(all, chosen.rows[r] * width, kept, r * width, width);
        }
        return kept;
    }
}
