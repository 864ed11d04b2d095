package org.weightflow.tools.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.weightflow.bayes.comparison.LevelMethods;
import org.weightflow.bayes.comparison.UncertaintyConfig;
import org.weightflow.bayes.variational.LogUniformPrior;
import org.weightflow.bayes.variational.NormalPrior;
import org.weightflow.bayes.variational.Prior;
import org.weightflow.bayes.variational.ScaleMixturePrior;
import org.weightflow.bayes.variational.VariationalConfig;
import org.weightflow.networks.Check;
import org.weightflow.tools.words.Nearest;

/**
 * Variational networks and their tickets; population, training, rewinding step and the levels of pruning are those of {@code collect}.
 *
 * @param methods     names of {@link LevelMethods}, in the order of the report
 * @param levels      of iterative pruning that are measured, rising; empty for all but the unpruned level 0
 * @param draws       networks that each posterior predicts with
 * @param variational how variational networks are trained
 * @param predictors  what is compared where kinds of predictors are
 * @param generated   whether networks that a generator samples, and the zoo that it learns from, are among them; zoo, generator and
 *                    samples are those of the other sections
 */
public record BayesConfig(
        List<String> methods,
        List<Integer> levels,
        int draws,
        VariationalConfig variational,
        UncertaintyConfig predictors,
        boolean generated) {
    public BayesConfig {
        methods = List.copyOf(methods);
        Check.atLeast("methods", methods.size(), 1);
        methods.forEach(BayesConfig::requireMethod);
        levels = List.copyOf(levels);
        Check.atLeast("draws", draws, 1);
        Objects.requireNonNull(variational, "variational");
        Objects.requireNonNull(predictors, "predictors");
    }

    private static void requireMethod(String method) {
        List<String> names = LevelMethods.names();
        if (!names.contains(method)) {
            throw new IllegalArgumentException("methods name '" + method + "', which is not one of "
                    + String.join(", ", names) + Nearest.hint(method, names));
        }
    }

    /** Every score but the one that ranks as another does, the controls, and tickets of deterministic networks. */
    public static BayesConfig defaults() {
        return new BayesConfig(
                List.of(
                        "magnitude",
                        "deviation",
                        "signal-to-noise",
                        "square-sum",
                        "magnitude-then-deviation",
                        "reinitialised",
                        "shuffled-within-layers",
                        "shuffled-evenly",
                        "shuffled-globally",
                        LevelMethods.DETERMINISTIC,
                        "transplanted"),
                List.of(),
                10,
                VariationalConfig.defaults(),
                UncertaintyConfig.defaults(),
                true);
    }

    /** The kinds of priors by name, with the defaults of their settings. */
    public static Map<String, Prior> priors() {
        Map<String, Prior> priors = new LinkedHashMap<>();
        priors.put("normal", NormalPrior.defaults());
        priors.put("scale-mixture", ScaleMixturePrior.defaults());
        priors.put("log-uniform", new LogUniformPrior());
        return Collections.unmodifiableMap(priors);
    }

    /** The levels that are measured, of pruning that has {@code last}. */
    public List<Integer> levelsOf(int last) {
        return levels.isEmpty() ? IntStream.rangeClosed(1, last).boxed().toList() : levels;
    }

    public BayesConfig withMethods(List<String> methods) {
        return new BayesConfig(methods, levels, draws, variational, predictors, generated);
    }

    public BayesConfig withLevels(List<Integer> levels) {
        return new BayesConfig(methods, levels, draws, variational, predictors, generated);
    }

    public BayesConfig withDraws(int draws) {
        return new BayesConfig(methods, levels, draws, variational, predictors, generated);
    }

    public BayesConfig withVariational(VariationalConfig variational) {
        return new BayesConfig(methods, levels, draws, variational, predictors, generated);
    }

    public BayesConfig withPredictors(UncertaintyConfig predictors) {
        return new BayesConfig(methods, levels, draws, variational, predictors, generated);
    }

    public BayesConfig withGenerated(boolean generated) {
        return new BayesConfig(methods, levels, draws, variational, predictors, generated);
    }
}
