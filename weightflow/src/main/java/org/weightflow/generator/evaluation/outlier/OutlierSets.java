package org.weightflow.generator.evaluation.outlier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;

/**
 * Examples of no class that can be made from those of any task, at most {@value #MOST} of each kind; their labels mean nothing.
 * <ul>
 * <li>{@value #NOISE}: every value uniform between the least and the largest value of the test examples
 * <li>{@value #PERMUTED}: test examples, the pixels of all in the same random order, colours staying together
 * <li>{@value #ROTATED}: test images turned by a quarter, counter-clockwise; square images alone
 * </ul>
 */
public final class OutlierSets {
    public static final String NOISE = "uniform-noise";
    public static final String PERMUTED = "permuted-pixels";
    public static final String ROTATED = "rotated-90";
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
        float low = values[0];
        float high = values[0];
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        SplittableRandom random = seed.random();
        float[] features = new float[like.features().length];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (low + random.nextDouble() * ((double) high - low));
        }
        return with(like, features);
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
