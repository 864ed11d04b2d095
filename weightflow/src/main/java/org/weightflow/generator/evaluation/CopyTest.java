package org.weightflow.generator.evaluation;

import java.util.Arrays;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.metrics.MannWhitney;

/**
 * Whether the networks of a series lie nearer to the members that a generator learnt from than members do that it never saw.
 * <p>Compared are two samples of distances: from each network of the series to its nearest training member, and from each held-out
 * zoo member to <em>its</em> nearest training member. A generator that has learnt the zoo's distribution makes networks that lie from
 * the training members as held-out ones do. Baselines are drawn from training members alone, so that they know what the generator
 * knows. Of the zoo itself the training members are compared, each with the others; they are of the held-out members' kind, and
 * their z should be a standard normal draw but for one member fewer to be near to.
 *
 * @param z     {@link MannWhitney#z}: well below 0 copying, well above 0 networks farther out than the zoo's; it grows with the root
 *              of the number of networks, so that small zoos hold out too few for it to say much. NaN without held-out members
 * @param ratio median of the first sample / median of the second: 0 for copies, 1 as far as members that were not seen
 * @see <a href="https://arxiv.org/abs/2004.05675">Meehan, Chaudhuri and Dasgupta (2020), whose Z_U this is with one cell</a>
 */
public record CopyTest(double z, double ratio) {
    static final CopyTest UNKNOWN = new CopyTest(Double.NaN, Double.NaN);

    /**
     * @param networks distances of the series' networks to the training members
     * @param heldOut  those of the held-out members
     */
    public static CopyTest of(double[] networks, double[] heldOut) {
        if (networks.length == 0
                || heldOut.length == 0
                || Arrays.stream(networks).anyMatch(Double::isNaN)) {
            return UNKNOWN;
        }
        double unit = Quantile.median(heldOut);
        return new CopyTest(
                MannWhitney.of(networks, heldOut).z(), unit > 0 ? Quantile.median(networks) / unit : Double.NaN);
    }
}
