package org.weightflow.generator.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.generator.evaluation.frontier.FrontierConfig;
import org.weightflow.networks.Check;

/**
 * What is evaluated beside the zoo and the samples.
 *
 * @param baselines     each gives a series of as many networks as there are samples
 * @param ensembleSizes how many networks vote together; all of a series vote in any case
 * @param overlap       whether wrong predictions are compared with those of every zoo member
 * @param outliers      whether ensembles of 16 look for outliers among test examples
 * @param frontier      how accuracy is measured as a function of novelty
 */
public record EvaluationConfig(
        List<Baseline> baselines,
        List<Integer> ensembleSizes,
        boolean overlap,
        boolean outliers,
        FrontierConfig frontier) {
    private static final EvaluationConfig DEFAULTS =
            new EvaluationConfig(Baseline.defaults(), List.of(1, 4, 16, 64), true, true, FrontierConfig.defaults());

    public EvaluationConfig {
        baselines = List.copyOf(baselines);
        ensembleSizes = List.copyOf(ensembleSizes);
        Set<String> names = new HashSet<>();
        for (Baseline baseline : baselines) {
            if (!names.add(baseline.name())) {
                throw new IllegalArgumentException("baseline " + baseline.name() + " stands twice");
            }
        }
        Set<Integer> sizes = new HashSet<>();
        for (Integer size : ensembleSizes) {
            Check.atLeast("ensemble size", size, 1);
            if (!sizes.add(size)) {
                throw new IllegalArgumentException("ensemble size " + size + " stands twice");
            }
        }
    }

    /** All default baselines, ensembles of 1, 4, 16 and 64, all else on. */
    public static EvaluationConfig defaults() {
        return DEFAULTS;
    }

    public EvaluationConfig withBaselines(List<Baseline> baselines) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap, outliers, frontier);
    }

    public EvaluationConfig withEnsembleSizes(List<Integer> ensembleSizes) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap, outliers, frontier);
    }

    public EvaluationConfig withOverlap(boolean overlap) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap, outliers, frontier);
    }

    public EvaluationConfig withOutliers(boolean outliers) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap, outliers, frontier);
    }

    public EvaluationConfig withFrontier(FrontierConfig frontier) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap, outliers, frontier);
    }
}
