package org.weightflow.bayes.comparison;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.weightflow.bayes.laplace.LaplaceConfig;
import org.weightflow.bayes.montecarlo.Diagnostics;
import org.weightflow.bayes.montecarlo.HmcConfig;
import org.weightflow.bayes.montecarlo.PosteriorConfig;
import org.weightflow.bayes.montecarlo.SghmcConfig;
import org.weightflow.bayes.ticket.PosteriorScore;
import org.weightflow.networks.Check;

/**
 * Which predictors are compared, and how.
 *
 * @param kinds      in the order of the report
 * @param networks   that vote in every ensemble, and draws of every posterior: all predictors of several passes have as many
 * @param posteriors how many posteriors of each kind are measured; no more than {@code networks}
 * @param score      what Bayesian tickets keep
 * @param laplace    how curvature is measured; its prior precision is the best of a grid on validation examples
 * @param posterior  what chains sample
 * @param sghmc      how chains of stochastic gradients run; with no fewer draws than {@code networks} where they are compared
 * @param hmc        how Hamiltonian chains run; likewise of all chains together, and with at least 4 draws a chain
 * @param chains     Hamiltonian chains of each posterior
 */
public record UncertaintyConfig(
        List<PredictorKind> kinds,
        int networks,
        int posteriors,
        PosteriorScore score,
        LaplaceConfig laplace,
        PosteriorConfig posterior,
        SghmcConfig sghmc,
        HmcConfig hmc,
        int chains) {
    public UncertaintyConfig {
        kinds = List.copyOf(kinds);
        if (kinds.isEmpty() || EnumSet.copyOf(kinds).size() < kinds.size()) {
            throw new IllegalArgumentException("kinds " + kinds + " are none, or name one twice");
        }
        Check.atLeast("networks", networks, 1);
        Check.atLeast("posteriors", posteriors, 1);
        Check.atLeast("networks for as many posteriors", networks, posteriors);
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(laplace, "laplace");
        Objects.requireNonNull(posterior, "posterior");
        Objects.requireNonNull(sghmc, "sghmc");
        Objects.requireNonNull(hmc, "hmc");
        Check.atLeast("chains", chains, 2);
        if (kinds.contains(PredictorKind.SGHMC)) {
            requireDraws("sghmc.draws", sghmc.draws(), networks);
        }
        if (kinds.contains(PredictorKind.HMC)) {
            Check.atLeast("hmc.draws", hmc.draws(), Diagnostics.FEWEST_DRAWS);
            requireDraws("hmc.draws of all chains", (long) chains * hmc.draws(), networks);
        }
    }

    private static void requireDraws(String what, long draws, int networks) {
        if (draws < networks) {
            throw new IllegalArgumentException(what + " " + draws + " are fewer than the " + networks
                    + " networks that vote; each of them is another draw");
        }
    }

    /** Everything but Hamiltonian chains, ten networks, three posteriors. */
    public static UncertaintyConfig defaults() {
        List<PredictorKind> all =
                EnumSet.complementOf(EnumSet.of(PredictorKind.HMC)).stream().toList();
        return new UncertaintyConfig(
                all,
                10,
                3,
                PosteriorScore.MAGNITUDE,
                LaplaceConfig.defaults(),
                PosteriorConfig.defaults(),
                SghmcConfig.defaults().withDraws(10),
                HmcConfig.defaults(),
                4);
    }

    /** With as many draws of a chain as networks vote, if there were fewer. */
    public UncertaintyConfig withSizes(int networks, int posteriors) {
        SghmcConfig longer = sghmc.draws() < networks ? sghmc.withDraws(networks) : sghmc;
        return new UncertaintyConfig(kinds, networks, posteriors, score, laplace, posterior, longer, hmc, chains);
    }

    public UncertaintyConfig withKinds(List<PredictorKind> kinds) {
        return new UncertaintyConfig(kinds, networks, posteriors, score, laplace, posterior, sghmc, hmc, chains);
    }
}
