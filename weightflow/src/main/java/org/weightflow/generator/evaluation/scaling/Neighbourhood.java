package org.weightflow.generator.evaluation.scaling;

import java.util.Arrays;
import org.weightflow.generator.evaluation.CopyTest;
import org.weightflow.generator.evaluation.statistics.Quantile;

/** How far networks are from training members, in units of how far these are from each other, and beside members never seen. */
final class Neighbourhood {
    /** Training members whose nearest neighbours the unit is the median of; the first of them, which are in no order. */
    private static final int MEASURED = 1000;

    private final NearestRows training;
    private final double unit;
    private final double[] heldOut;

    /**
     * @param training one row a member, at least two
     * @param heldOut  likewise, of members that no generator was given
     */
    Neighbourhood(double[][] training, double[][] heldOut) {
        this.training = new NearestRows(training);
        this.unit = Quantile.median(this.training.betweenRows(MEASURED));
        this.heldOut = this.training.distances(heldOut);
    }

    /** The distance of each network to the nearest training member. */
    double[] distances(double[][] networks) {
        return training.distances(networks);
    }

    /** r of each of such distances; NaN where training members coincide. */
    double[] novelties(double[] distances) {
        return Arrays.stream(distances)
                .map(distance -> unit > 0 ? distance / unit : Double.NaN)
                .toArray();
    }

    /** Z_U of such distances. */
    double z(double[] distances) {
        return CopyTest.of(distances, heldOut).z();
    }
}
