package org.weightflow.bayes.variational;

import java.util.SplittableRandom;
import org.weightflow.networks.Check;

/**
 * pi N(0, s1^2) + (1 - pi) N(0, s2^2): most weights near zero, some far from it.
 * <p>Its divergence has no closed form: {@link #divergence} integrates numerically, and training takes the gradient at one draw of
 * each weight, {@code w = mu + sigma e}: d/d mu = -(log p)'(w), d/d log sigma = -1 - (log p)'(w) sigma e, which are right in the mean.
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

    @Override
    public double divergence(double mean, double sigma) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i <= STEPS; i++) {
            double e = REACH * (2.0 * i / STEPS - 1);
            double density = Math.exp(-e * e / 2);
            sum += density * logDensity(mean + sigma * e);
            weights += density;
        }
        double entropy = Math.log(sigma) + (1 + Math.log(2 * Math.PI)) / 2;
        return -entropy - sum / weights;
    }

    private double logDensity(double w) {
        double a = logPart(w, share, wide);
        double b = logPart(w, 1 - share, narrow);
        double largest = Math.max(a, b);
        return largest + Math.log(Math.exp(a - largest) + Math.exp(b - largest));
    }

    private static double logPart(double w, double part, double deviation) {
        double scaled = w / deviation;
        return Math.log(part / deviation) - (scaled * scaled + Math.log(2 * Math.PI)) / 2;
    }

    /** (log p)'(w): the mean of the parts' slopes -w / s^2, by how probable each part is at w. */
    private double slope(double w) {
        double odds = Math.exp(logPart(w, 1 - share, narrow) - logPart(w, share, wide));
        double ofWide = 1 / (1 + odds);
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
