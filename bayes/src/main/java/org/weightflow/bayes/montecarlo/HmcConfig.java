package org.weightflow.bayes.montecarlo;

import org.weightflow.networks.Check;

/**
 * How Hamiltonian chains run.
 *
 * @param warmUp           iterations before the first draw, in which the step size is adapted
 * @param draws            iterations whose states are kept
 * @param leapfrogSteps    L, the most leapfrog steps of an iteration
 * @param jitter           share of L that an iteration may do without: its steps are uniform from {@code ceil((1 - jitter) L)}, at
 *                         least 1, to L; 0 has them fixed. Fixed trajectories may return to where they came from.
 * @param targetAcceptance mean acceptance probability that the step size is adapted to
 */
public record HmcConfig(int warmUp, int draws, int leapfrogSteps, double jitter, double targetAcceptance) {
    public HmcConfig {
        Check.atLeast("warmUp", warmUp, 1);
        Check.atLeast("draws", draws, 1);
        Check.atLeast("leapfrogSteps", leapfrogSteps, 1);
        Check.halfOpenInterval("jitter", jitter, 0, 1);
        Check.openInterval("targetAcceptance", targetAcceptance, 0, 1);
    }

    /** 500 iterations of warm-up and 1,000 draws with 16 to 32 leapfrog steps, accepted at 0.8; our own choice for small networks. */
    public static HmcConfig defaults() {
        return new HmcConfig(500, 1000, 32, 0.5, 0.8);
    }

    public HmcConfig withWarmUp(int value) {
        return new HmcConfig(value, draws, leapfrogSteps, jitter, targetAcceptance);
    }

    public HmcConfig withDraws(int value) {
        return new HmcConfig(warmUp, value, leapfrogSteps, jitter, targetAcceptance);
    }

    public HmcConfig withLeapfrogSteps(int value) {
        return new HmcConfig(warmUp, draws, value, jitter, targetAcceptance);
    }

    public HmcConfig withJitter(double value) {
        return new HmcConfig(warmUp, draws, leapfrogSteps, value, targetAcceptance);
    }

    public HmcConfig withTargetAcceptance(double value) {
        return new HmcConfig(warmUp, draws, leapfrogSteps, jitter, value);
    }
}
