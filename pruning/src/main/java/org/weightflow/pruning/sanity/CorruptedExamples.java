package org.weightflow.pruning.sanity;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.weightflow.datasets.Examples;
import org.weightflow.datasets.Shuffle;
import org.weightflow.networks.Seed;

/** Training examples of which a search can learn less than of the true ones. */
public final class CorruptedExamples {
    private static final int IMAGE_EXTENTS = 3;

    private CorruptedExamples() {}

    /** Every label drawn uniformly from all classes, whatever it was. */
    public static Examples randomLabels(Examples examples, Seed seed) {
        SplittableRandom random = seed.random();
        int[] labels = new int[examples.count()];
        Arrays.setAll(labels, i -> random.nextInt(examples.classes()));
        return Examples.of(examples.features(), labels, examples.exampleShape(), examples.classes());
    }

    /**
     * Every image with its pixels in a uniformly random order of its own. The channels of a pixel stay together; where examples are no
     * images, every feature is a pixel.
     */
    public static Examples shuffledPixels(Examples examples, Seed seed) {
        SplittableRandom random = seed.random();
        int width = examples.featureCount();
        int channels = examples.exampleShape().size() == IMAGE_EXTENTS
                ? examples.exampleShape().get(0)
                : 1;
        int pixels = width / channels;
        float[] from = examples.features();
        float[] shuffled = new float[from.length];
        for (int row = 0; row < examples.count(); row++) {
            int[] order = Shuffle.permutation(pixels, random);
            for (int c = 0; c < channels; c++) {
                int start = row * width + c * pixels;
                for (int i = 0; i < pixels; i++) {
                    shuffled[start + i] = from[start + order[i]];
                }
            }
        }
        return Examples.of(shuffled, examples.labels(), examples.exampleShape(), examples.classes());
    }

    /** A uniformly random half, the larger one of an odd number, in the order of the whole. */
    public static Examples half(Examples examples, Seed seed) {
        int[] order = Shuffle.permutation(examples.count(), seed.random());
        int[] rows = Arrays.copyOf(order, examples.count() - examples.count() / 2);
        Arrays.sort(rows);
        return examples.select(rows);
    }
}
