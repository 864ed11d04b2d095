package org.weightflow.tools.command;

import java.util.Map;
import org.weightflow.bayes.variational.DeviationRule;
import org.weightflow.bayes.variational.Prior;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.tools.run.BayesConfig;
import org.weightflow.tools.words.Nearest;
import picocli.CommandLine.Option;

/** How variational networks are trained. */
final class VariationalOptions {
    @Option(
            names = "--prior",
            paramLabel = "KIND",
            description = "Of each weight: normal, scale-mixture or log-uniform.")
    private String prior;

    @Option(
            names = "--kl-temperature",
            paramLabel = "T",
            description =
                    "Factor on the divergence from the prior: 1 is the evidence lower bound, less a cold posterior.")
    private Double temperature;

    @Option(names = "--samples", paramLabel = "K", description = "Monte Carlo samples of a training step.")
    private Integer samples;

    @Option(
            names = "--deviation-start",
            paramLabel = "KIND",
            description = "Standard deviations at the start, times --deviation-scale: ${COMPLETION-CANDIDATES}.")
    private DeviationRule.Kind start;

    @Option(
            names = "--deviation-scale",
            paramLabel = "S",
            description = "Their size: all of it, a share of the Kaiming scale, or a share of each weight.")
    private Double scale;

    @Option(
            names = "--deviation-rate",
            paramLabel = "F",
            description = "Factor on the learning rate for the logarithms of standard deviations.")
    private Double rate;

    /** The settings with what was given laid over them. */
    VariationalConfig over(VariationalConfig settings) {
        VariationalConfig variational = prior == null ? settings : settings.withPrior(prior(settings.prior()));
        variational = temperature == null ? variational : variational.withTemperature(temperature);
        variational = samples == null ? variational : variational.withSamples(samples);
        variational = rate == null ? variational : variational.withDeviationRate(rate);
        DeviationRule rule = variational.start();
        return variational.withStart(
                new DeviationRule(start == null ? rule.kind() : start, scale == null ? rule.scale() : scale));
    }

    /** The prior of that name; one of the same kind keeps its settings. */
    private Prior prior(Prior settings) {
        Map<String, Prior> all = BayesConfig.priors();
        if (!all.containsKey(prior)) {
            throw new IllegalArgumentException("--prior '" + prior + "' is not one of "
                    + String.join(", ", all.keySet()) + Nearest.hint(prior, all.keySet()));
        }
        return all.get(prior).getClass() == settings.getClass() ? settings : all.get(prior);
    }
}
