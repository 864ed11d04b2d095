package org.weightflow.pruning.sanity;

/** Told how a sanity suite goes. */
@FunctionalInterface
public interface SanityListener {
    /** Hears nothing. */
    SanityListener SILENT = (control, done, total, meanLoss) -> {};

    /**
     * @param control  what is at work
     * @param done     training steps done, of all controls; those that need not be done count as done
     * @param total    training steps of the whole suite
     * @param meanLoss training loss of this step in nats; NaN where steps were passed over
     */
    void onSteps(String control, long done, long total, double meanLoss);
}
