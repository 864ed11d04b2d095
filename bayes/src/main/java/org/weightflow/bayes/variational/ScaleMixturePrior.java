package org.weightflow.bayes.variational;

import java.util.SplittableRandom;
import org.weightflow.networks.Check;

/**
 * pi N(0, s1^2) + (1 - pi) N(0, s2^2): most weights near zero, some far from it.
 * <p>Its divergence has no closed form: {@link #divergence} adds to that of the wide part a numerical integral over what the narrow
 * part changes, and training takes the gradient at one draw of each weight, {@code w = mu + sigma e}: d/d mu = -(log p)'(w), d/d log sigma = -1 - (log p)'(w) sigma e, which are right in the mean.
 * A draw costs some 50 ns a weight and step.
 *
 * @param share  pi
 * @param wide   s1
 * @param narrow s2
 * @see <a href="https://arxiv.org/abs/1505.05424">Blundell et al. (2015), eq. (7)</a>
 */
public record ScaleMixturePrior(double share, double wide, double narrow) implements Prior {
    /** The density of q is nothing to speak of further out, in deviations. */
    private static final double REACH = 8;

    /** Below exp of this the narrow part's odds are nothing to speak of. */
    private static final double LEAST_LOG_ODDS = -30;

    private static final int STEPS = 400;

    public ScaleMixturePrior {
        Check.openInterval("share", share, 0, 1);
        Check.positive("wide", wide);
        Check.positive("narrow", narrow);
        if (narrow >= wide) {
            throw new IllegalArgumentException("narrow " + narrow + " is not less than wide " + wide);
        }
    }

    /** pi = 1/2, s1 = 1, s2 = exp(-6): among those that Blundell et al. (2015) searched. */
    public static ScaleMixturePrior defaults() {
        return new ScaleMixturePrior(0.5, 1, Math.exp(-6));
    }

    /**
     * With o(w) the odds of the narrow part, log p = log(pi N(w; 0, s1^2)) + log(1 + o(w)): the mean of the first under q is known, that
     * of the second is an integral over where o and q are not negligible, however much wider one is than the other.
     */
    @Override
    public double divergence(double mean, double sigma) {
        double wideAlone = new NormalPrior(wide).divergence(mean, sigma) - Math.log(share);
        double most = logOdds(0);
        double half = precisionGap() / 2;
        double reach = Math.sqrt(Math.max(0, (most - LEAST_LOG_ODDS) / half));
        double from = Math.max(-reach, mean - REACH * sigma);
        double to = Math.min(reach, mean + REACH * sigma);
        double step = (to - from) / STEPS;
        double sum = 0;
        for (int i = 0; i < STEPS && step > 0; i++) {
            double w = from + (i + 0.5) * step;
            double e = (w - mean) / sigma;
            sum += Math.exp(-e * e / 2) * softplus(most - w * w * half);
        }
        return wideAlone - sum * step / (sigma * Math.sqrt(2 * Math.PI));
    }

    private double precisionGap() {
        return 1 / (narrow * narrow) - 1 / (wide * wide);
    }

    /** log o(w) = log((1 - pi) N(w; 0, s2^2) / (pi N(w; 0, s1^2))). */
    private double logOdds(double w) {
        return Math.log((1 - share) / narrow) - Math.log(share / wide) - w * w * precisionGap() / 2;
    }

    /** log(1 + e^x). */
    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** (log p)'(w): the mean of the parts' slopes -w / s^2, by how probable each part is at w. */
    private double slope(double w) {
        double ofWide = 1 / (1 + Math.exp(logOdds(w)));
        return -w * (ofWide / (wide * wide) + (1 - ofWide) / (narrow * narrow));
    }

    @Override
    public void addGradients(
            double weight,
            float[] mean,
            float[] variance,
            float[] meanGradient,
            float[] logGradient,
            int count,
            SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            double away = Math.sqrt(variance[i]) * random.nextGaussian();
            double slope = slope(mean[i] + away);
            meanGradient[i] -= (float) (weight * slope);
            logGradient[i] -= (float) (weight * (1 + slope * away));
        }
    }
}
