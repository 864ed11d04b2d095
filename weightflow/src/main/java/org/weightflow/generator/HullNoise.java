package org.weightflow.generator;

import java.util.SplittableRandom;
import org.weightflow.generator.codes.CodeSpace;
import org.weightflow.networks.Seed;

/**
 * What lies outside the affine hull of the training members: independent noise on every coded value, with a standard deviation of
 * {@code factor} times that of the value over the training members.
 */
final class HullNoise {
    private final float[] deviations;
    private final double factor;

    private HullNoise(float[] deviations, double factor) {
        this.deviations = deviations;
        this.factor = factor;
    }

    /**
     * @param share       of the variance that stays in the hull, in (0, 1]; the rest is this noise
     * @param temperature factor on the noise
     */
    static HullNoise of(CodeSpace space, double share, double temperature) {
        return new HullNoise(space.deviations(), Math.sqrt(1 - share) * temperature);
    }

    /** Adds a sample's own noise to its flat vector. */
    void add(float[] flat, Seed sample) {
        SplittableRandom random = sample.child("outside").random();
        for (int d = 0; d < flat.length; d++) {
            if (deviations[d] > 0) {
                flat[d] += (float) (factor * deviations[d] * random.nextGaussian());
            }
        }
    }
}
