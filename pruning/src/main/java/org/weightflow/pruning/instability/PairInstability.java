package org.weightflow.pruning.instability;

import java.util.Collections;
import java.util.List;
import org.weightflow.canon.barrier.LineCurve;
import org.weightflow.canon.barrier.MeasuredLine;

/**
 * Two copies of a network, and what lies between them.
 * <p>The barrier is that of Frankle et al. (2020): of v, the loss or the error, {@code max over t of v(t) - (v(0) + v(1)) / 2}, over
 * points that include both ends. It is never negative, the same from either end, and exactly 0 between networks with the same bits.
 * Where v is convex along the line it is |v(0) - v(1)| / 2. The barrier of {@link LineCurve} is measured from the straight line
 * between v(0) and v(1) instead, and is less by at most half their difference.
 *
 * @param first    number of a copy, at t = 0
 * @param second   number of a copy, at t = 1
 * @param distance Euclidean, over the learnable entries
 * @param curves   one for each set of examples
 */
public record PairInstability(int first, int second, double distance, List<LineCurve> curves) {
    public PairInstability {
        curves = List.copyOf(curves);
    }

    static PairInstability of(MeasuredLine line, int firstCopy) {
        return new PairInstability(line.from() - firstCopy, line.to() - firstCopy, line.distance(), line.curves());
    }

    /** The barrier of the error on the examples of that name, a fraction. */
    public double errorBarrier(String data) {
        return barrier(curve(data).error());
    }

    /** The barrier of the loss on the examples of that name, in nats. */
    public double lossBarrier(String data) {
        return barrier(curve(data).loss());
    }

    /** The mean of the copies' own errors, a fraction. */
    double endError(String data) {
        return ends(curve(data).error());
    }

    /**
     * The curve on the examples of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public LineCurve curve(String data) {
        return curves.stream()
                .filter(curve -> curve.data().equals(data))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no curve on examples '" + data + "'"));
    }

    private static double barrier(List<Double> values) {
        return Collections.max(values) - ends(values);
    }

    private static double ends(List<Double> values) {
        return (values.get(0) + values.get(values.size() - 1)) / 2;
    }
}
