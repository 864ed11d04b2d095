package org.weightflow.generator.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.weightflow.generator.evaluation.baseline.Baseline;
import org.weightflow.networks.Check;

/**
 * What is evaluated beside the zoo and the samples.
 *
 * @param baselines     each gives a series of as many networks as there are samples
 * @param ensembleSizes how many of a series' first networks vote together; all of them vote in any case
 * @param overlap       whether wrong predictions are compared with those of every zoo member
 */
public record EvaluationConfig(List<Baseline> baselines, List<Integer> ensembleSizes, boolean overlap) {
    private static final EvaluationConfig DEFAULTS = new EvaluationConfig(Baseline.defaults(), List.of(16), true);

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

    /** All default baselines, ensembles of 16 as in the published comparisons, overlap on. */
    public static EvaluationConfig defaults() {
        return DEFAULTS;
    }

    public EvaluationConfig withBaselines(List<Baseline> baselines) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap);
    }

    public EvaluationConfig withEnsembleSizes(List<Integer> ensembleSizes) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap);
    }

    public EvaluationConfig withOverlap(boolean overlap) {
        return new EvaluationConfig(baselines, ensembleSizes, overlap);
    }
}
