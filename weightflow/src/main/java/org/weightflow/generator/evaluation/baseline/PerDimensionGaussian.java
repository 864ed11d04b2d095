package org.weightflow.generator.evaluation.baseline;

import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * Every value on its own: w_d ~ N(m_d, s^2 s_d^2), m_d and s_d being mean and standard deviation (divisor N - 1) of that value over
 * the zoo. Keeps no correlation between values.
 *
 * @param scale s; below 1 the networks stay nearer to the zoo's mean
 */
public record PerDimensionGaussian(double scale) implements Baseline {
    static final String NAME = "per-dimension-gaussian";

    public PerDimensionGaussian {
        Check.positive("per-dimension-gaussian scale", scale);
    }

    @Override
    public String name() {
        return scale == 1 ? NAME : Levels.named(NAME, scale);
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
            flat[d] = (float) (mean[d] + scale * deviation[d] * random.nextGaussian());
        }
        return Pruning.toTheCountsOf(zoo, index, flat);
    }
}
