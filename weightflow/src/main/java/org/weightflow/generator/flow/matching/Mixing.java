package org.weightflow.generator.flow.matching;

import org.weightflow.networks.Check;

/**
 * Training targets between the codes: with probability {@code share} a target is {@code x1 = sum_i w_i z_i}, z_1, ..., z_m being
 * the codes of m different members, all drawn alike, and w ~ Dirichlet(a, ..., a).
 * <p>The flow then learns another law than that of the codes: the mixture of their empirical law, with weight 1 - share, and the
 * law of such combinations, which fills the region between them. Both have the codes' mean; the combinations' covariance is
 * {@code (q - (1 - q) / (N - 1)) S} with q = E sum_i w_i^2 = (a + 1) / (m a + 1), S being the covariance of the N codes with divisor N.
 * So mixed samples lie nearer to the mean: at m = 2, a = 1 the variance is about 2/3, and with many members or a large a what is
 * sampled is a soup. Novel and useful where the members lie in one convex basin of the loss, worse than the codes elsewhere.
 * <p>Conditions of members are mixed with the same weights.
 *
 * @param share         probability p that a target is mixed, in [0, 1]
 * @param members       m, at least 2; all members if there are fewer
 * @param concentration a: small ones keep to single members, 1 is uniform over the simplex, large ones give means
 */
public record Mixing(double share, int members, double concentration) {
    public Mixing {
        Check.closedInterval("share", share, 0, 1);
        Check.atLeast("members", members, 2);
        Check.positive("concentration", concentration);
    }

    /** No target is mixed; what is mixed once a share is given are uniform points between two members. */
    public static Mixing none() {
        return new Mixing(0, 2, 1);
    }

    public Mixing withShare(double share) {
        return new Mixing(share, members, concentration);
    }

    public Mixing withMembers(int members) {
        return new Mixing(share, members, concentration);
    }

    public Mixing withConcentration(double concentration) {
        return new Mixing(share, members, concentration);
    }
}
