package org.weightflow.generator.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/** Distances from each network of a series to the nearest other one of the same series. */
final class NearestInside {
    /** Coordinates that are summed before the sum is compared with the best so far. */
    private static final int STRETCH = 64;

    private NearestInside() {}

    /** @return one distance a position; NaN if there is only one position */
    static double[] distances(List<double[]> positions) {
        return IntStream.range(0, positions.size())
                .parallel()
                .mapToDouble(i -> nearest(positions, i))
                .toArray();
    }

    private static double nearest(List<double[]> positions, int of) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < positions.size(); i++) {
            if (i != of) {
                best = Math.min(best, squared(positions.get(of), positions.get(i), best));
            }
        }
        return positions.size() < 2 ? Double.NaN : Math.sqrt(best);
    }

    /** |a - b|^2, or some number of at least {@code enough} if it is no smaller. */
    private static double squared(double[] a, double[] b, double enough) {
        double sum = 0;
        for (int from = 0; from < a.length && sum < enough; from += STRETCH) {
            for (int d = from; d < Math.min(a.length, from + STRETCH); d++) {
                sum += (a[d] - b[d]) * (a[d] - b[d]);
            }
        }
        return sum;
    }
}
