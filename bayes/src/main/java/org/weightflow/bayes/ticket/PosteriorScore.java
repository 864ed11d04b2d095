package org.weightflow.bayes.ticket;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.LogUniformPrior;

/**
 * How strongly a Gaussian weight N(mu, sigma^2) argues to be kept: those of the largest score stay.
 * <p>While all deviations are equal, the magnitude, the signal-to-noise ratio and the two-key order rank alike, and log alpha as far
 * as it is not held.
 */
public enum PosteriorScore {
    /** |mu|. */
    MAGNITUDE,
    /** -sigma: certain weights stay, whatever they are. */
    DEVIATION,
    /**
     * |mu| / sigma, the signal-to-noise ratio.
     *
     * @see <a href="https://arxiv.org/abs/1505.05424">Blundell et al. (2015), section 5.1</a>
     */
    SIGNAL_TO_NOISE,
    /** sqrt(mu^2 + sigma^2): signal plus noise, as Kuhn et al. (2026) compare it. */
    SQUARE_SUM,
    /**
     * -log alpha = log mu^2 - log sigma^2, held in [-10, 10]: the rate at which variational dropout would drop the weight. It ranks as
     * the signal-to-noise ratio does where neither bound is met.
     *
     * @see <a href="https://arxiv.org/abs/1701.05369">Molchanov, Ashukha and Vetrov (2017)</a>
     */
    LOG_ALPHA,
    /**
     * Magnitude first, then standard deviation; the definition is weightflow's own. The first key is floor(log2 |mu|), so that weights
     * within a factor of two count as equally large; among these the second key, |mu| / sigma, decides. The score is the rank.
     */
    MAGNITUDE_THEN_DEVIATION;

    /** The name in lower case with hyphens, as options and files spell it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The score of each value of the flat vector; those of points and of pruned values mean nothing. */
    public double[] of(Posterior posterior) {
        float[] means = posterior.mean().toArray();
        float[] deviations = posterior.deviation().toArray();
        if (this == MAGNITUDE_THEN_DEVIATION) {
            return ranks(means, deviations);
        }
        double[] scores = new double[means.length];
        Arrays.setAll(scores, i -> deviations[i] > 0 ? of(means[i], deviations[i]) : 0);
        return scores;
    }

    private double of(double mean, double deviation) {
        return switch (this) {
            case MAGNITUDE -> Math.abs(mean);
            case DEVIATION -> -deviation;
            case SIGNAL_TO_NOISE -> Math.abs(mean) / deviation;
            case SQUARE_SUM -> Math.hypot(mean, deviation);
            case LOG_ALPHA -> -LogUniformPrior.logAlpha(mean, deviation * deviation);
            case MAGNITUDE_THEN_DEVIATION -> throw new IllegalStateException(this + " is no function of one weight");
        };
    }

    private static double[] ranks(float[] means, float[] deviations) {
        Integer[] order = IntStream.range(0, means.length)
                .filter(i -> deviations[i] > 0)
                .boxed()
                // Of equal keys the lower index has the higher score, as it has with equal scores.
                .sorted(Comparator.<Integer>comparingInt(i -> Math.getExponent(means[i]))
                        .thenComparingDouble(i -> Math.abs(means[i]) / (double) deviations[i])
                        .thenComparing(Comparator.reverseOrder()))
                .toArray(Integer[]::new);
        double[] ranks = new double[means.length];
        for (int rank = 0; rank < order.length; rank++) {
            ranks[order[rank]] = rank;
        }
        return ranks;
    }
}
