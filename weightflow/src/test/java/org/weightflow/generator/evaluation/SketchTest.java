package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class SketchTest {
    @Test
    void shortVectorsAreCopied() {
        float[] v = {1, -2, 3};
        Sketch sketch = new Sketch(3, new Seed(1));
        double[] target = new double[4];
        sketch.apply(v, new double[] {0.5, 0, 1}, target, 1);
        assertArrayEquals(new double[] {0, 0.5, -2, 2}, target);
        assertEquals(3, sketch.width());
    }

    @Test
    void lengthsAreKeptOnAverageAndWithinTheStatedError() {
        int size = 20_000;
        SplittableRandom random = new Seed(2).random();
        float[] v = new float[size];
        double square = 0;
        for (int d = 0; d < size; d++) {
            // A mean that only random signs keep from adding up.
            v[d] = (float) (1 + random.nextGaussian());
            square += (double) v[d] * v[d];
        }
        int draws = 100;
        double mean = 0;
        double variance = 0;
        for (int i = 0; i < draws; i++) {
            Sketch sketch = new Sketch(size, new Seed(3).child(i));
            double[] target = new double[sketch.width()];
            sketch.apply(v, new double[size], target, 0);
            double ratio = 0;
            for (double each : target) {
                ratio += each * each / square;
            }
            mean += ratio / draws;
            variance += (ratio - 1) * (ratio - 1) / draws;
        }
        double error = Math.sqrt(2.0 / 2048);
        assertEquals(1, mean, 5 * error / Math.sqrt(draws));
        // The sample variance of 100 draws is right to 14 %.
        assertEquals(1, variance / (error * error), 5 * Math.sqrt(2.0 / draws));
    }
}
