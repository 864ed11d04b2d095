package org.weightflow.tools.run;

import java.util.List;
import java.util.TreeSet;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.networks.Check;
import org.weightflow.pruning.instability.InstabilityConfig;

/**
 * Where instability is measured, and how.
 *
 * @param instability      copies and points
 * @param steps            at which dense networks branch; empty for 0, 1 %, 5 % and 20 % of the run
 * @param trainingExamples that are drawn; all, if there are no more
 */
public record StabilitySettings(InstabilityConfig instability, List<Long> steps, int trainingExamples) {
    /** Networks that are measured unless others are asked for: three initialisations, as Frankle et al. (2020). */
    public static final int DEFAULT_MEMBERS = 3;

    private static final double[] SHARES = {0, 0.01, 0.05, 0.2};

    public StabilitySettings {
        steps = List.copyOf(new TreeSet<>(steps));
        for (long step : steps) {
            Check.notNegative("step", (double) step);
        }
        Check.atLeast("trainingExamples", trainingExamples, 1);
    }

    public static StabilitySettings defaults() {
        return new StabilitySettings(InstabilityConfig.defaults(), List.of(), ExampleSet.DEFAULT_TRAINING);
    }

    /** The dense steps of a run of {@code total} steps, rising. */
    List<Long> steps(long total) {
        if (!steps.isEmpty()) {
            return steps;
        }
        TreeSet<Long> usual = new TreeSet<>();
        for (double share : SHARES) {
            usual.add(Math.round(share * total));
        }
        return List.copyOf(usual);
    }
}
