package org.weightflow.generator.evaluation;

import java.util.SplittableRandom;
import org.weightflow.networks.Seed;

/**
 * Shortens vectors so that distances between very many networks can be had without holding them: value d goes, with a random sign,
 * to one of m random buckets. Linear, so equal vectors stay equal; E |S v|^2 = |v|^2 with relative variance at most 2/m, so that a
 * distance is right to about 1/sqrt(2m), 1.6 % for m = 2048. Vectors of at most m values are copied, which is exact.
 *
 * @see <a href="https://doi.org/10.1016/S0304-3975(03)00400-6">Charikar, Chen and Farach-Colton (2004), the count sketch</a>
 */
final class Sketch {
    private static final int BUCKETS = 2048;

    private final int width;
    /** Bucket b with sign + as b, with sign - as ~b. */
    private final int[] targets;

    Sketch(int size, Seed seed) {
        this.width = Math.min(size, BUCKETS);
        this.targets = new int[size];
        SplittableRandom random = seed.random();
        for (int d = 0; d < size; d++) {
            int bucket = random.nextInt(width);
            targets[d] = size <= BUCKETS ? d : random.nextBoolean() ? bucket : ~bucket;
        }
    }

    int width() {
        return width;
    }

    /** S (v - origin), written to {@code target} from {@code start} on. */
    void apply(float[] v, double[] origin, double[] target, int start) {
        for (int d = 0; d < v.length; d++) {
            int to = targets[d];
            double value = v[d] - origin[d];
            if (to >= 0) {
                target[start + to] += value;
            } else {
                target[start + ~to] -= value;
            }
        }
    }
}
