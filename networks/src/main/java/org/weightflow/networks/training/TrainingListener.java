package org.weightflow.networks.training;

/** Told how training goes. */
@FunctionalInterface
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener SILENT = progress -> {};

    /**
     * @param step     steps done, the mean over the groups that train side by side; told by the thread that made it so, one at a time
     * @param until    the step at which this training ends
     * @param meanLoss training loss of the steps since the last report, the mean over batches and groups, in nats
     */
    record Progress(long step, long until, double meanLoss) {}

    void onStep(Progress progress);
}
