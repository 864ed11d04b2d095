package org.weightflow.generator.evaluation.baseline;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * The normal law in the zoo's affine hull that has the zoo's mean m and covariance C = 1/(N-1) sum_i (w_i - m)(w_i - m)^T: what PCA
 * codes z ~ N(0, Lambda) decode to.
 * <p>It needs no basis: m + s / sqrt(N-1) sum_i xi_i (w_i - m) with xi ~ N(0, I) is normal with mean m and covariance s^2 C. Written
 * as a combination of the members, the coefficient of w_i is (1 - sum_j c_j) / N + c_i with c_i = s xi_i / sqrt(N-1).
 *
 * @param scale s; below 1 the networks stay nearer to the zoo's mean
 */
public record PcaGaussian(double scale) implements Baseline {
    static final String NAME = "pca-gaussian";

    public PcaGaussian {
        Check.positive("pca-gaussian scale", scale);
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
        int n = zoo.count();
        SplittableRandom random = seed.child(index).random();
        double[] coefficients = deviation(n, scale, random);
        for (int i = 0; i < n; i++) {
            coefficients[i] += 1.0 / n;
        }
        return Pruning.toTheCountsOf(zoo, index, AffineCombination.of(zoo, coefficients));
    }

    /** The coefficients, of sum 0, of a normal draw about 0 with covariance s^2 C. */
    static double[] deviation(int members, double scale, SplittableRandom random) {
        double[] coefficients = new double[members];
        for (int i = 0; i < members; i++) {
            coefficients[i] = scale * random.nextGaussian() / Math.sqrt(members - 1);
        }
        double mean = Arrays.stream(coefficients).sum() / members;
        for (int i = 0; i < members; i++) {
            coefficients[i] -= mean;
        }
        return coefficients;
    }
}
