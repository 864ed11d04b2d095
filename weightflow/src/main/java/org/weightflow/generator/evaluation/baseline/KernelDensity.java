package org.weightflow.generator.evaluation.baseline;

import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * A draw from the kernel density of the zoo, also called smoothed bootstrap: w_j + h e with a member j drawn uniformly and e normal
 * about 0 with the zoo's covariance C (that of {@link PcaGaussian}). The draws so move along the directions in which members differ,
 * where {@link Noise} moves along all. The squared distance to w_j is h^2 trace(C) in the mean; independent members are
 * sqrt(2 trace(C)) apart.
 *
 * @param bandwidth h: near 0 the networks are copies; the variance of a draw is (1 + h^2) that of the zoo
 * @see <a href="https://doi.org/10.1201/9781315140919">Silverman (1986), Density Estimation, section 6.4</a>
 */
public record KernelDensity(double bandwidth) implements Baseline {
    static final String NAME = "kernel-density";

    public KernelDensity {
        Check.positive("kernel-density bandwidth", bandwidth);
    }

    @Override
    public String name() {
        return Levels.named(NAME, bandwidth);
    }

    @Override
    public int fewestMembers() {
        return 2;
    }

    @Override
    public Network draw(LoadedZoo zoo, int index, Seed seed) {
        SplittableRandom random = seed.child(index).random();
        int member = random.nextInt(zoo.count());
        double[] coefficients = PcaGaussian.deviation(zoo.count(), bandwidth, random);
        coefficients[member] += 1;
        return Pruning.toTheCountsOf(zoo, index, AffineCombination.of(zoo, coefficients));
    }
}
