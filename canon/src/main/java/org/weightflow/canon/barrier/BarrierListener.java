package org.weightflow.canon.barrier;

/** Hears how far a measurement of barriers has come, in the thread that asked for it. */
@FunctionalInterface
public interface BarrierListener {
    /**
     * At the start, and after each group of networks.
     *
     * @param done  networks that were evaluated
     * @param total networks that there are: the ends, and the points between them
     */
    void onNetworks(int done, int total);

    /** Hears and does nothing. */
    static BarrierListener silent() {
        return (done, total) -> {};
    }
}
