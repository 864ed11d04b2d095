package org.weightflow.networks.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.weightflow.networks.Check;

/**
 * The reliability diagram: events are put into bins by the probability c_i that was predicted of them, and in each bin B the mean of
 * c_i is held against the share of events that happened, a_i being 1 for those and 0 for the others. With
 * gap(B) = |mean of a_i in B - mean of c_i in B| and n events in all:
 * <ul>
 * <li>ece = sum over bins of |B| / n gap(B), the expected calibration error
 * <li>mace = mean over bins of gap(B), each bin counting the same
 * <li>mce = the largest gap of a bin that is not empty
 * </ul>
 * All are in [0, 1], and ece and the mace of the bins that are not empty never exceed mce. Cost O(n) for bins of equal width,
 * O(n log n) for bins of equal mass. Checked against NumPy.
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al. (2017) for the diagram, ece and mce</a>
 * @see <a href="https://arxiv.org/abs/2602.18825">Kuhn et al. (2026) for mace</a>
 */
public record Reliability(List<Bin> bins) {
    /** Bins of equal width for the predicted class, as Guo et al. (2017) have them. */
    public static final int BINS = 15;

    /** Bins of equal mass. */
    public static final int EQUAL_MASS_BINS = 10;

    /**
     * The events of one bin.
     *
     * @param lower      its lower edge, or for bins of equal mass its smallest confidence
     * @param upper      its upper edge, or its largest confidence
     * @param count      |B|
     * @param confidence mean of c_i; NaN for an empty bin
     * @param accuracy   mean of a_i; NaN for an empty bin
     * @param excess     sum of a_i - c_i, above 0 where the predictions were too cautious; 0 for an empty bin
     */
    public record Bin(double lower, double upper, int count, double confidence, double accuracy, double excess) {
        /** |accuracy - confidence|; NaN for an empty bin. */
        public double gap() {
            return Math.abs(excess) / count;
        }

        /** |accuracy - centre of the bin|; NaN for an empty bin. */
        double gapToCentre() {
            return Math.abs(accuracy - (lower + upper) / 2);
        }
    }

    public Reliability {
        bins = List.copyOf(bins);
        Check.atLeast("events", bins.stream().mapToInt(Bin::count).sum(), 1);
    }

    /**
     * The diagram of the predicted class: one event an example, which happens where the prediction is right, in bins of equal width;
     * bin k holds the confidences in (k / bins, (k + 1) / bins].
     *
     * @param bins how many, from 1
     */
    public static Reliability ofEqualWidth(Predictions predictions, int[] labels, int bins) {
        BitSet wrong = Classification.wrong(predictions, labels);
        EqualWidth diagram = new EqualWidth(bins);
        for (int i = 0; i < labels.length; i++) {
            diagram.add(predictions.confidence(i), wrong.get(i) ? 0 : 1);
        }
        return diagram.reliability();
    }

    /**
     * The diagram of all classes: one event for each example and class, which happens where the class is the label, in bins of equal
     * width as {@link #ofEqualWidth} has them; the probability 0 is in the first one.
     */
    public static Reliability ofAllClasses(Predictions predictions, int[] labels, int bins) {
        Classification.requireLabels(predictions, labels);
        EqualWidth diagram = new EqualWidth(bins);
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < predictions.classes(); c++) {
                diagram.add(predictions.probability(i, c), c == labels[i] ? 1 : 0);
            }
        }
        return diagram.reliability();
    }

    /**
     * The diagram of the predicted class in bins of equal mass, whose {@link #ece} is the adaptive calibration error: of n examples
     * in ascending order of confidence, bin k holds those of ranks floor(k n / bins) to floor((k + 1) n / bins) - 1, so sizes differ
     * by one at most. Fewer examples than bins make one bin an example.
     * <p>Examples of equal confidence may come to lie in two bins; each then brings the mean a_i of all of them, so that the result
     * does not depend on the order of the examples.
     *
     * @see <a href="https://arxiv.org/abs/1904.01685">Nixon et al. (2019), who also average over classes; here, as in
     *     Nguyen and O'Connor (2015), the predicted class alone counts</a>
     */
    public static Reliability ofEqualMass(Predictions predictions, int[] labels, int bins) {
        Check.atLeast("bins", bins, 1);
        BitSet right = Classification.wrong(predictions, labels);
        right.flip(0, labels.length);
        Ranking ranking = new Ranking(predictions.confidences(), right);
        long n = ranking.size();
        long count = Math.min(bins, n);
        List<Bin> filled = new ArrayList<>();
        for (long k = 0; k < count; k++) {
            int from = (int) (k * n / count);
            int to = (int) ((k + 1) * n / count);
            Tally tally = new Tally();
            for (int rank = from; rank < to; rank++) {
                tally.add(ranking.score(rank), ranking.outcome(rank));
            }
            filled.add(tally.bin(ranking.score(from), ranking.score(to - 1)));
        }
        return new Reliability(filled);
    }

    /** The expected calibration error. */
    public double ece() {
        double sum = 0;
        int events = 0;
        for (Bin bin : bins) {
            sum += Math.abs(bin.excess());
            events += bin.count();
        }
        return sum / events;
    }

    /** The mean absolute calibration error, which weighs bins alike; {@link Mace} has this and another definition. */
    public double mace(EmptyBins empty) {
        return mean(Bin::gap, empty);
    }

    /** The maximum calibration error. */
    public double mce() {
        return bins.stream()
                .filter(bin -> bin.count() > 0)
                .mapToDouble(Bin::gap)
                .max()
                .orElseThrow();
    }

    /** The mean over bins of a gap that bins with events have. */
    double mean(ToDoubleFunction<Bin> gap, EmptyBins empty) {
        double sum = 0;
        int counted = 0;
        for (Bin bin : bins) {
            if (bin.count() > 0) {
                sum += gap.applyAsDouble(bin);
                counted++;
            } else if (empty == EmptyBins.COUNT_AS_ZERO) {
                counted++;
            }
        }
        return sum / counted;
    }

    /** The bin k with k / bins < confidence <= (k + 1) / bins, the quotients rounded to the nearest double; 0 is in the first. */
    static int bin(double confidence, int bins) {
        int k = Math.min(bins - 1, (int) (confidence * bins));
        // The product is rounded, so it may be one bin off either way.
        while (k > 0 && confidence <= k / (double) bins) {
            k--;
        }
        while (k < bins - 1 && confidence > (k + 1) / (double) bins) {
            k++;
        }
        return k;
    }

    private static final class EqualWidth {
        private final Tally[] tallies;

        EqualWidth(int bins) {
            tallies = new Tally[Check.atLeast("bins", bins, 1)];
            Arrays.setAll(tallies, k -> new Tally());
        }

        void add(double confidence, double happened) {
            tallies[bin(confidence, tallies.length)].add(confidence, happened);
        }

        Reliability reliability() {
            List<Bin> bins = new ArrayList<>();
            for (int k = 0; k < tallies.length; k++) {
                bins.add(tallies[k].bin(k / (double) tallies.length, (k + 1) / (double) tallies.length));
            }
            return new Reliability(bins);
        }
    }

    private static final class Tally {
        private int count;
        private double confidences;
        private double happened;
        private double excess;

        void add(double confidence, double outcome) {
            count++;
            confidences += confidence;
            happened += outcome;
            excess += outcome - confidence;
        }

        Bin bin(double lower, double upper) {
            return new Bin(lower, upper, count, confidences / count, happened / count, excess);
        }
    }
}
