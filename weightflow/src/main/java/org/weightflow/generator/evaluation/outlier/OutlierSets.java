package org.weightflow.generator.evaluation.outlier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * Examples of no class that can be made from those of any task, at most {@value #MOST} of each kind; their labels mean nothing.
 * <ul>
 * <li>{@value #NOISE}: every value uniform between the least and the largest value of the test examples
 * <li>{@value #PERMUTED}: test examples, the pixels of all in the same random order, colours staying together
 * <li>{@value #ROTATED}: test images turned by a quarter, counter-clockwise; square images alone
 * <li>{@value #NOISY}, on request: test examples, each value with Gaussian noise added
 * </ul>
 */
public final class OutlierSets {
    public static final String NOISE = "uniform-noise";
    public static final String PERMUTED = "permuted-pixels";
    public static final String ROTATED = "rotated-90";
    public static final String NOISY = "gaussian-noise";
    /** Standard deviation of {@value #NOISY} as a share of the values' range: much of an image is lost in it, not all. */
    public static final double DEVIATION = 0.5;

    /** Enough for an error rate of a tenth to be known to one per cent. */
    public static final int MOST = 1000;

    private OutlierSets() {}

    /** The sets by name. */
    public static Map<String, Examples> of(Examples test, Seed seed) {
        Examples some = some(test);
        Map<String, Examples> sets = new LinkedHashMap<>();
        sets.put(NOISE, noise(some, test.features(), seed.child(NOISE)));
        sets.put(PERMUTED, rearranged(some, permuted(some, seed.child(PERMUTED))));
        List<Integer> shape = some.exampleShape();
        if (shape.size() == 3 && shape.get(1).equals(shape.get(2))) {
            sets.put(ROTATED, rearranged(some, rotated(some)));
        }
        return sets;
    }

    /**
     * {@value #NOISY}: each value plus an independent draw from N(0, (deviation * (high - low))^2), then brought into [low, high], the
     * least and the largest value of the test examples.
     *
     * @param deviation from 0; {@link #DEVIATION} where nothing speaks for another
     */
    public static Examples noisy(Examples test, double deviation, Seed seed) {
        Check.notNegative("deviation", deviation);
        Examples some = some(test);
        Range range = Range.of(test.features());
        SplittableRandom random = seed.child(NOISY).random();
        float[] features = some.features().clone();
        for (int i = 0; i < features.length; i++) {
            double value = features[i] + deviation * range.width() * random.nextGaussian();
            features[i] = (float) Math.max(range.low(), Math.min(range.high(), value));
        }
        return with(some, features);
    }

    /** At most {@value #MOST} of the examples, evenly spaced, as they are. */
    public static Examples some(Examples examples) {
        int n = examples.count();
        int rows = Math.min(MOST, n);
        return n == rows
                ? examples
                : examples.select(IntStream.range(0, rows)
                        .map(i -> (int) ((long) i * n / rows))
                        .toArray());
    }

    private static Examples noise(Examples like, float[] values, Seed seed) {
        Range range = Range.of(values);
        SplittableRandom random = seed.random();
        float[] features = new float[like.features().length];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (range.low() + random.nextDouble() * range.width());
        }
        return with(like, features);
    }

    private record Range(float low, float high) {
        static Range of(float[] values) {
            float low = values[0];
            float high = values[0];
            for (float value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            return new Range(low, high);
        }

        double width() {
            return (double) high - low;
        }
    }

    /** Where each value comes from. */
    private static int[] permuted(Examples like, Seed seed) {
        int channels = like.exampleShape().size() == 3 ? like.exampleShape().get(0) : 1;
        int pixels = like.featureCount() / channels;
        int[] order = IntStream.range(0, pixels).toArray();
        SplittableRandom random = seed.random();
        for (int i = pixels - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int moved = order[i];
            order[i] = order[other];
            order[other] = moved;
        }
        return IntStream.range(0, like.featureCount())
                .map(f -> f - f % pixels + order[f % pixels])
                .toArray();
    }

    /** Where each value comes from: pixel (row, column) from (column, size - 1 - row). */
    private static int[] rotated(Examples like) {
        int size = like.exampleShape().get(1);
        return IntStream.range(0, like.featureCount())
                .map(f -> {
                    int pixel = f % (size * size);
                    int row = pixel / size;
                    int column = pixel % size;
                    return f - pixel + column * size + size - 1 - row;
                })
                .toArray();
    }

    private static Examples rearranged(Examples examples, int[] from) {
        float[] features = new float[examples.features().length];
        for (int i = 0; i < features.length; i++) {
            int start = i - i % from.length;
            features[i] = examples.features()[start + from[i - start]];
        }
        return with(examples, features);
    }

    private static Examples with(Examples like, float[] features) {
        return Examples.of(features, new int[like.count()], like.exampleShape(), like.classes());
    }
}
