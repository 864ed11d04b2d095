package org.weightflow.bayes.variational;

import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * How variational networks are trained, beside what deterministic ones need as well. The loss of a member is, per example and in nats,
 * <pre>
 * mean over batch and samples of -log p(y | x, w)  +  temperature / N * KL(posterior || prior)
 * </pre>
 * with N the number of training examples and KL summed over the weights that are there. Temperature 1 is the evidence lower bound;
 * below 1 the posterior is cold: more certain than the bound has it.
 *
 * @param prior         of each weight
 * @param temperature   factor on KL; 0 leaves it out
 * @param samples       K, Monte Carlo samples of a step; all in one pass
 * @param estimator     how samples enter the pass
 * @param start         standard deviations at the start
 * @param deviationRate factor on the learning rate for log deviations
 */
public record VariationalConfig(
        Prior prior, double temperature, int samples, Estimator estimator, DeviationRule start, double deviationRate) {
    /** How noise enters a pass. */
    public enum Estimator {
        /**
         * The outputs of a layer are drawn, not its weights: y ~ N(x mu, x^2 sigma^2), independently for each example; exact for dense
         * layers, and for convolutions up to the correlation between pixels that share a kernel.
         *
         * @see <a href="https://arxiv.org/abs/1506.02557">Kingma, Salimans and Welling (2015)</a>
         */
        LOCAL_REPARAMETERISATION,
        /**
         * One draw of the weights for all examples, its sign flipped by random signs of each example's inputs and outputs.
         *
         * @see <a href="https://arxiv.org/abs/1803.04386">Wen et al. (2018)</a>
         */
        FLIPOUT
    }

    public VariationalConfig {
        Objects.requireNonNull(prior, "prior");
        Check.notNegative("temperature", temperature);
        Check.atLeast("samples", samples, 1);
        Objects.requireNonNull(estimator, "estimator");
        Objects.requireNonNull(start, "start");
        Check.positive("deviationRate", deviationRate);
    }

    /**
     * N(0, 1), temperature 0.1 and deviations of one per cent of the Kaiming scale, as Kuhn et al. (2026) have them; one sample by local
     * reparameterisation instead of ten.
     */
    public static VariationalConfig defaults() {
        return new VariationalConfig(
                NormalPrior.defaults(), 0.1, 1, Estimator.LOCAL_REPARAMETERISATION, DeviationRule.defaults(), 1);
    }

    public VariationalConfig withPrior(Prior prior) {
        return new VariationalConfig(prior, temperature, samples, estimator, start, deviationRate);
    }

    public VariationalConfig withTemperature(double temperature) {
        return new VariationalConfig(prior, temperature, samples, estimator, start, deviationRate);
    }

    public VariationalConfig withSamples(int samples) {
        return new VariationalConfig(prior, temperature, samples, estimator, start, deviationRate);
    }

    public VariationalConfig withEstimator(Estimator estimator) {
        return new VariationalConfig(prior, temperature, samples, estimator, start, deviationRate);
    }

    public VariationalConfig withStart(DeviationRule start) {
        return new VariationalConfig(prior, temperature, samples, estimator, start, deviationRate);
    }

    public VariationalConfig withDeviationRate(double deviationRate) {
        return new VariationalConfig(prior, temperature, samples, estimator, start, deviationRate);
    }
}
