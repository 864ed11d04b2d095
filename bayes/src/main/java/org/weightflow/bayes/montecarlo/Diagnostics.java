package org.weightflow.bayes.montecarlo;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Whether chains have found the same distribution, and how many independent draws theirs are worth. All quantities are
 * {@code [chains][draws]}; each chain is split into halves, so a chain that drifts differs from itself.
 * <pre>W = mean of the variances within halves,  B/n = variance of the means of halves,  V = (n - 1)/n W + B/n
 * R-hat = sqrt(V / W),   effective size = M n / tau,  tau = -1 + 2 sum_k (rho_2k + rho_2k+1)</pre>
 * for M halves of n draws, with the autocorrelation {@code rho_t = 1 - (W - c_t) / V}, c_t the mean autocovariance of the halves at
 * lag t. The sum ends where a pair is no longer positive, and no pair is larger than the one before (Geyer's initial monotone
 * sequence). tau is at least 1 / log10(M n).
 * <p>Chains that never move have infinite R-hat and an effective size of 0: nothing tells that they have converged.
 *
 * @see <a href="https://arxiv.org/abs/1903.08008">Vehtari et al. (2021)</a>
 * @see <a href="https://doi.org/10.1214/ss/1177011137">Geyer (1992), section 3.3</a>
 */
public final class Diagnostics {
    /** Draws that a chain needs: fewer leave halves without a variance. */
    public static final int FEWEST_DRAWS = 4;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private Diagnostics() {}

    /**
     * Rank-normalised split R-hat: the larger of that of the normal scores of the ranks and of the ranks of the distances from the
     * median, which see different means and different spreads; near 1 for chains that agree.
     *
     * @throws IllegalArgumentException if there is no chain, one has fewer than 4 draws, or they differ in length
     */
    public static double rHat(double[][] chains) {
        double[][] halves = halves(chains);
        return Math.max(splitRHat(normalScores(halves)), splitRHat(normalScores(folded(halves))));
    }

    /**
     * Bulk effective sample size: that of the normal scores of the ranks.
     *
     * @throws IllegalArgumentException as {@link #rHat}
     */
    public static double bulkEffectiveSize(double[][] chains) {
        return effectiveSize(normalScores(halves(chains)));
    }

    /**
     * Effective sample size of the mean: that of the values as they are. The standard error of the mean of all draws is their
     * standard deviation over its root.
     *
     * @throws IllegalArgumentException as {@link #rHat}
     */
    public static double meanEffectiveSize(double[][] chains) {
        return effectiveSize(halves(chains));
    }

    /** Of every coordinate, and of the log density; {@link ConvergenceReport} names the worst. */
    public static ConvergenceReport report(List<Chain> chains) {
        int dimension = chains.isEmpty() ? 0 : chains.get(0).draw(0).length;
        double[] rHats = new double[dimension];
        double[] sizes = new double[dimension];
        IntStream.range(0, dimension).forEach(i -> {
            double[][] values = coordinate(chains, i);
            rHats[i] = rHat(values);
            sizes[i] = bulkEffectiveSize(values);
        });
        double[][] densities = chains.stream().map(Chain::logDensities).toArray(double[][]::new);
        return ConvergenceReport.of(rHats, sizes, rHat(densities), bulkEffectiveSize(densities));
    }

    private static double[][] coordinate(List<Chain> chains, int index) {
        return chains.stream()
                .map(chain -> IntStream.range(0, chain.count())
                        .mapToDouble(d -> chain.draw(d)[index])
                        .toArray())
                .toArray(double[][]::new);
    }

    /** The middle draw of an odd number is in neither. */
    private static double[][] halves(double[][] chains) {
        if (chains.length == 0) {
            throw new IllegalArgumentException("no chains have no diagnostics");
        }
        int draws = chains[0].length;
        double[][] halves = new double[2 * chains.length][];
        for (int c = 0; c < chains.length; c++) {
            if (chains[c].length != draws || draws < FEWEST_DRAWS) {
                throw new IllegalArgumentException("chain " + c + " has " + chains[c].length
                        + " draws; all must have as many as the first, " + draws + ", and at least " + FEWEST_DRAWS);
            }
            halves[2 * c] = Arrays.copyOf(chains[c], draws / 2);
            halves[2 * c + 1] = Arrays.copyOfRange(chains[c], draws - draws / 2, draws);
        }
        return halves;
    }

    private static double splitRHat(double[][] halves) {
        double within = within(halves);
        return within == 0 ? Double.POSITIVE_INFINITY : Math.sqrt(pooled(halves, within) / within);
    }

    private static double effectiveSize(double[][] halves) {
        int draws = halves[0].length;
        double within = within(halves);
        if (within == 0) {
            return 0;
        }
        double pooled = pooled(halves, within);
        double sum = 0;
        double bound = Double.POSITIVE_INFINITY;
        for (int lag = 0; lag + 1 < draws; lag += 2) {
            double pair = correlation(halves, within, pooled, lag) + correlation(halves, within, pooled, lag + 1);
            if (!(pair > 0)) {
                break;
            }
            bound = Math.min(bound, pair);
            sum += bound;
        }
        double total = (double) halves.length * draws;
        return total / Math.max(2 * sum - 1, 1 / Math.log10(total));
    }

    private static double correlation(double[][] halves, double within, double pooled, int lag) {
        // rho_0 is 1 by definition; the formula would have W with the divisor n - 1 against c_0 with n.
        return lag == 0 ? 1 : 1 - (within - autocovariance(halves, lag)) / pooled;
    }

    /** The mean over halves of (1 / n) sum_i (x_i - mean)(x_i+lag - mean). */
    private static double autocovariance(double[][] halves, int lag) {
        double sum = 0;
        for (double[] half : halves) {
            double mean = mean(half);
            for (int i = lag; i < half.length; i++) {
                sum += (half[i] - mean) * (half[i - lag] - mean);
            }
        }
        return sum / halves.length / halves[0].length;
    }

    private static double within(double[][] halves) {
        return mean(Arrays.stream(halves).mapToDouble(Diagnostics::variance).toArray());
    }

    private static double pooled(double[][] halves, double within) {
        double n = halves[0].length;
        double between =
                variance(Arrays.stream(halves).mapToDouble(Diagnostics::mean).toArray());
        return (n - 1) / n * within + between;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    private static double[][] folded(double[][] halves) {
        double[] all = Arrays.stream(halves).flatMapToDouble(Arrays::stream).toArray();
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return Arrays.stream(halves)
                .map(half -> Arrays.stream(half)
                        .map(value -> Math.abs(value - median))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Phi^-1((r - 3/8) / (S + 1/4)) of the ranks r among all S values, equal values having the mean of theirs. */
    private static double[][] normalScores(double[][] halves) {
        int draws = halves[0].length;
        double[] all = Arrays.stream(halves).flatMapToDouble(Arrays::stream).toArray();
        Integer[] order = IntStream.range(0, all.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> all[i]));
        double[][] scores = new double[halves.length][draws];
        for (int first = 0; first < order.length; ) {
            int end = first + 1;
            while (end < order.length && all[order[end]] == all[order[first]]) {
                end++;
            }
            double rank = (first + 1 + end) / 2.0;
            double score = NORMAL.inverseCumulativeProbability((rank - 0.375) / (order.length + 0.25));
            for (int i = first; i < end; i++) {
                scores[order[i] / draws][order[i] % draws] = score;
            }
            first = end;
        }
        return scores;
    }
}
