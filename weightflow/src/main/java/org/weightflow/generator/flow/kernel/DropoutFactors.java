package org.weightflow.generator.flow.kernel;

import java.util.SplittableRandom;

/**
 * Inverted dropout: factors that are 0 with the given probability and 1 / (1 - probability) otherwise. Those of the next step can be
 * drawn while those of this one are in use.
 */
final class DropoutFactors {
    private final int threshold;
    private final float kept;
    private final float[][] factors;
    private int current;

    /** @param probability in (0, 1) */
    DropoutFactors(int count, double probability) {
        this.threshold = (int) Math.round(probability * 0x1p31);
        this.kept = (float) (1 / (1 - probability));
        this.factors = new float[2][count];
    }

    /** Draws those that {@link #advance} makes the current ones. */
    void drawNext(SplittableRandom random) {
        float[] next = factors[1 - current];
        for (int i = 0; i < next.length; i++) {
            next[i] = (random.nextInt() >>> 1) < threshold ? 0f : kept;
        }
    }

    void advance() {
        current = 1 - current;
    }

    float[] current() {
        return factors[current];
    }
}
