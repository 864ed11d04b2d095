package org.weightflow.networks.metrics;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Examples in ascending order of a score, each with an outcome: 1 where an event happened to it, 0 elsewhere. Examples of equal score
 * have no order, so each of them has the mean of their outcomes, which is its mean over all orders of them. Cost O(n log n).
 */
final class Ranking {
    private final double[] scores;
    private final double[] outcomes;

    /** @param scores one an example, none NaN; -0 equals 0 */
    Ranking(double[] scores, BitSet events) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.scores = new double[order.length];
        this.outcomes = new double[order.length];
        int from = 0;
        while (from < order.length) {
            double score = scores[order[from]];
            int to = from;
            int happened = 0;
            while (to < order.length && scores[order[to]] == score) {
                happened += events.get(order[to]) ? 1 : 0;
                to++;
            }
            for (int rank = from; rank < to; rank++) {
                this.scores[rank] = score;
                outcomes[rank] = happened / (double) (to - from);
            }
            from = to;
        }
    }

    int size() {
        return scores.length;
    }

    /** The score at a rank, 0 being that of the smallest. */
    double score(int rank) {
        return scores[rank];
    }

    double outcome(int rank) {
        return outcomes[rank];
    }
}
