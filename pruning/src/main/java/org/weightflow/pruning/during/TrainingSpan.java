package org.weightflow.pruning.during;

import org.weightflow.networks.Check;
import org.weightflow.networks.training.TrainConfig;

/**
 * The steps of a run that one training makes; shares and epochs of a method count from its first step.
 *
 * @param from     first step, included
 * @param until    last step, excluded
 * @param perEpoch steps of one pass over the data
 */
public record TrainingSpan(long from, long until, int perEpoch) {
    public TrainingSpan {
        if (from < 0 || until <= from) {
            throw new IllegalArgumentException("steps " + from + " to " + until + " are no training");
        }
        Check.atLeast("perEpoch", perEpoch, 1);
    }

    /** From step {@code from} to the end of the run that {@code config} makes of so many examples. */
    public static TrainingSpan of(long from, TrainConfig config, int examples) {
        return new TrainingSpan(from, config.totalSteps(examples), config.stepsPerEpoch(examples));
    }

    /** Number of steps. */
    public long steps() {
        return until - from;
    }

    /** Epochs that are begun. */
    public int epochs() {
        return Math.toIntExact((steps() + perEpoch - 1) / perEpoch);
    }

    /** The epoch of a step, from 0. */
    int epochOf(long step) {
        return Math.toIntExact((step - from) / perEpoch);
    }

    /** The step before which that share of the span is done, rounded. */
    long stepAt(double share) {
        return from + Math.round(share * (double) steps());
    }
}
