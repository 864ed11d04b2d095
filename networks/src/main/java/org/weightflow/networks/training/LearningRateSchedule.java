package org.weightflow.networks.training;

import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Check;

/**
 * The learning rate over a run, as a factor of the base rate.
 *
 * @param shape        CONSTANT: 1; COSINE: (1 + cos(pi s)) / 2; LINEAR: 1 - s; STEPS: {@code decay} to the power of the milestones
 *                     passed; s is the share of the run that is done, in [0, 1)
 * @param warmupSteps  steps over which the factor first rises linearly: (step + 1) / warmupSteps times the shape
 * @param milestones   shares of the run in (0, 1) at which STEPS decays; empty otherwise
 * @param decay        factor at each milestone
 */
public record LearningRateSchedule(Shape shape, int warmupSteps, List<Double> milestones, double decay) {
    /** How the rate falls. */
    public enum Shape {
        CONSTANT,
        COSINE,
        LINEAR,
        STEPS
    }

    public LearningRateSchedule {
        Objects.requireNonNull(shape, "shape");
        Check.atLeast("warmupSteps", warmupSteps, 0);
        milestones = List.copyOf(milestones);
        milestones.forEach(milestone -> Check.openInterval("milestone", milestone, 0, 1));
        Check.closedInterval("decay", decay, 0, 1);
        if (shape == Shape.STEPS && milestones.isEmpty()) {
            throw new IllegalArgumentException("a schedule of STEPS needs at least one milestone");
        }
        if (shape != Shape.STEPS && !milestones.isEmpty()) {
            throw new IllegalArgumentException("milestones " + milestones + " need the shape STEPS, not " + shape);
        }
    }

    public static LearningRateSchedule constant() {
        return new LearningRateSchedule(Shape.CONSTANT, 0, List.of(), 0.1);
    }

    public static LearningRateSchedule cosine() {
        return new LearningRateSchedule(Shape.COSINE, 0, List.of(), 0.1);
    }

    public LearningRateSchedule withWarmup(int steps) {
        return new LearningRateSchedule(shape, steps, milestones, decay);
    }

    /** The factor at {@code step} (from 0) of {@code total}. */
    public double factor(long step, long total) {
        double share = total <= 0 ? 0 : Math.min(1, (double) step / (double) total);
        double factor =
                switch (shape) {
                    case CONSTANT -> 1;
                    case COSINE -> (1 + Math.cos(Math.PI * share)) / 2;
                    case LINEAR -> 1 - share;
                    case STEPS -> Math.pow(decay, passed(share));
                };
        return step < warmupSteps ? factor * (double) (step + 1) / warmupSteps : factor;
    }

    private double passed(double share) {
        return milestones.stream()
                .filter(milestone -> share >= milestone)
                .toList()
                .size();
    }
}
