package org.weightflow.networks.training;

/** Told how training goes. */
@FunctionalInterface
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = progress -> {};

    /**
     * @param step     steps done
     * @param until    the step at which this training ends
     * @param meanLoss training loss of this step, the mean over batch and members, in nats
     */
    record Progress(long step, long until, double meanLoss) {}

    void onStep(Progress progress);
}
