package org.weightflow.bayes.montecarlo;

import org.weightflow.networks.Check;

/**
 * How chains of stochastic gradients run.
 *
 * @param stepSize      e
 * @param friction      alpha: in the time 1 / alpha a momentum is forgotten
 * @param noiseEstimate beta: variance of a coordinate of the estimated gradient per datum, over T^2, so that as much less noise is
 *                      added; 0 takes it as small beside the friction's
 * @param burnIn        steps before the first draw
 * @param draws         states kept
 * @param thinning      steps from one draw to the next
 * @param temperature   of the whole density; 1 leaves it as it is, 0 only descends
 */
public record SghmcConfig(
        double stepSize,
        double friction,
        double noiseEstimate,
        int burnIn,
        int draws,
        int thinning,
        double temperature) {
    public SghmcConfig {
        Check.positive("stepSize", stepSize);
        Check.positive("friction", friction);
        Check.notNegative("noiseEstimate", noiseEstimate);
        Check.atLeast("burnIn", burnIn, 0);
        Check.atLeast("draws", draws, 1);
        Check.atLeast("thinning", thinning, 1);
        Check.notNegative("temperature", temperature);
    }

    /** Steps of 0.05 with a friction of 1, 2,000 of burn-in, 200 draws 50 steps apart; our own choice for small networks. */
    public static SghmcConfig defaults() {
        return new SghmcConfig(0.05, 1, 0, 2000, 200, 50, 1);
    }

    public SghmcConfig withStepSize(double value) {
        return new SghmcConfig(value, friction, noiseEstimate, burnIn, draws, thinning, temperature);
    }

    public SghmcConfig withFriction(double value) {
        return new SghmcConfig(stepSize, value, noiseEstimate, burnIn, draws, thinning, temperature);
    }

    public SghmcConfig withNoiseEstimate(double value) {
        return new SghmcConfig(stepSize, friction, value, burnIn, draws, thinning, temperature);
    }

    public SghmcConfig withBurnIn(int value) {
        return new SghmcConfig(stepSize, friction, noiseEstimate, value, draws, thinning, temperature);
    }

    public SghmcConfig withDraws(int value) {
        return new SghmcConfig(stepSize, friction, noiseEstimate, burnIn, value, thinning, temperature);
    }

    public SghmcConfig withThinning(int value) {
        return new SghmcConfig(stepSize, friction, noiseEstimate, burnIn, draws, value, temperature);
    }

    public SghmcConfig withTemperature(double value) {
        return new SghmcConfig(stepSize, friction, noiseEstimate, burnIn, draws, thinning, value);
    }

    /** Steps of a chain in all. */
    public int steps() {
        return Math.addExact(burnIn, Math.multiplyExact(draws, thinning));
    }
}
