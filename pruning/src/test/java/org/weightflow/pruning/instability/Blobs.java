package org.weightflow.pruning.instability;

import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Seed;

/** Overlapping clouds of points, one a class, so that no network reads all of them rightly. */
final class Blobs {
    static final int FEATURES = 4;
    static final int CLASSES = 3;

    private Blobs() {}

    static Examples of(int count, long seed) {
        SplittableRandom random = new Seed(seed).random();
        float[] features = new float[count * FEATURES];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES;
            for (int f = 0; f < FEATURES; f++) {
                features[i * FEATURES + f] = (float) (random.nextGaussian() + (f == labels[i] ? 1.5 : 0));
            }
        }
        return Examples.of(features, labels, List.of(FEATURES), CLASSES);
    }
}
