package org.weightflow.generator.evaluation.baseline;

import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Seed;

/**
 * Every value on its own: w_d ~ N(m_d, s_d^2), m_d and s_d being mean and standard deviation (divisor N - 1) of that value over the
 * zoo. Keeps no correlation between values.
 */
public record PerDimensionGaussian() implements Baseline {
    static final String NAME = "per-dimension-gaussian";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int fewestMembers() {
        return 2;
    }

    @Override
    public Network draw(LoadedZoo zoo, int index, Seed seed) {
        SplittableRandom random = seed.child(index).random();
        double[] mean = zoo.mean();
        double[] deviation = zoo.deviation();
        float[] flat = new float[mean.length];
        for (int d = 0; d < flat.length; d++) {
            flat[d] = (float) (mean[d] + deviation[d] * random.nextGaussian());
        }
        return Pruning.toTheCountsOf(zoo, index, flat);
    }
}
