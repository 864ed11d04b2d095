package org.weightflow.bayes.variational;

import java.util.SplittableRandom;
import org.weightflow.networks.Check;

/**
 * N(0, s^2): {@code KL = log(s / sigma) + (mu^2 + sigma^2) / (2 s^2) - 1 / 2}.
 *
 * @param deviation s
 */
public record NormalPrior(double deviation) implements Prior {
    public NormalPrior {
        Check.positive("deviation", deviation);
    }

    /** N(0, 1). */
    public static NormalPrior defaults() {
        return new NormalPrior(1);
    }

    @Override
    public double divergence(double mean, double sigma) {
        double scaled = sigma / deviation;
        double shift = mean / deviation;
        return -Math.log(scaled) + (shift * shift + scaled * scaled - 1) / 2;
    }

    @Override
    public void addGradients(
            double weight,
            float[] mean,
            float[] variance,
            float[] meanGradient,
            float[] logGradient,
            int count,
            SplittableRandom random) {
        float perSquare = (float) (weight / (deviation * deviation));
        float each = (float) weight;
        for (int i = 0; i < count; i++) {
            meanGradient[i] += perSquare * mean[i];
            logGradient[i] += perSquare * variance[i] - each;
        }
    }
}
