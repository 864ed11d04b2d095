package org.weightflow.generator.evaluation.baseline;

import java.util.SplittableRandom;
import org.weightflow.canon.pca.Gram;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Check;
import org.weightflow.networks.Seed;

/**
 * A mixture of Gaussians with diagonal covariances in the zoo's whitened PCA codes, fitted by {@link DiagonalMixture}: what a zoo of
 * several clusters asks for, and {@link PcaGaussian} cannot follow.
 * <p>With the Gram matrix U diag(mu) U^T of the N members about their mean m, member i has the code sqrt(N) U_ik on axis k, of mean 0
 * and mean square 1. A code z decodes to m + sum_i c_i (w_i - m) with c = U z / sqrt(N); since the c_i sum to 0, w_i has the
 * coefficient 1/N + c_i. A component that ends up with a single member draws copies of it.
 * <p>The fit is made once a zoo and takes O(N^2 K) a round.
 *
 * @param components K
 */
public record GaussianMixture(int components) implements Baseline {
    static final String NAME = "gaussian-mixture";

    public GaussianMixture {
        Check.atLeast("gaussian-mixture components", components, 1);
    }

    @Override
    public String name() {
        return NAME + "-" + components;
    }

    /** Every component starts with two members at least. */
    @Override
    public int fewestMembers() {
        return 2 * components;
    }

    @Override
    public Network draw(LoadedZoo zoo, int index, Seed seed) {
        int n = zoo.count();
        Gram gram = zoo.geometry().gram();
        DiagonalMixture mixture =
                zoo.fitted(this, DiagonalMixture.class, () -> DiagonalMixture.fit(codes(gram), components));
        SplittableRandom random = seed.child(index).random();
        double[] code = mixture.draw(random);
        double[] coefficients = new double[n];
        for (int k = 0; k < code.length; k++) {
            double[] axis = gram.eigenvector(k);
            for (int i = 0; i < n; i++) {
                coefficients[i] += axis[i] * code[k] / Math.sqrt(n);
            }
        }
        for (int i = 0; i < n; i++) {
            coefficients[i] += 1.0 / n;
        }
        return Pruning.toTheCountsOf(zoo, index, AffineCombination.of(zoo, coefficients));
    }

    private static double[][] codes(Gram gram) {
        int n = gram.count();
        double[][] codes = new double[n][gram.rank()];
        for (int k = 0; k < gram.rank(); k++) {
            double[] axis = gram.eigenvector(k);
            for (int i = 0; i < n; i++) {
                codes[i][k] = Math.sqrt(n) * axis[i];
            }
        }
        return codes;
    }
}
