package org.weightflow.pruning.instability;

/** Told how an analysis goes. */
public interface InstabilityListener {
    /** Hears nothing. */
    InstabilityListener SILENT = new InstabilityListener() {
        @Override
        public void onStep(long done, long total, double meanLoss) {}

        @Override
        public void onNetworks(int done, int total) {}

        @Override
        public void onReport(InstabilityReport report) {}
    };

    /**
     * @param done     training steps done, of the trunk and all branches
     * @param total    training steps of the whole analysis, {@link Instability#steps}
     * @param meanLoss training loss of this step in nats, the mean over the networks that train
     */
    void onStep(long done, long total, double meanLoss);

    /**
     * @param done  networks evaluated for the lines of the current point
     * @param total networks on those lines
     */
    void onNetworks(int done, int total);

    /** A network was measured at a point. */
    void onReport(InstabilityReport report);
}
