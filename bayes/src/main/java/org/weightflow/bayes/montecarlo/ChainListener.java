package org.weightflow.bayes.montecarlo;

/** Hears how chains go on. Chains that run side by side tell it one at a time, in no particular order. */
@FunctionalInterface
public interface ChainListener {
    /** Hears nothing. */
    ChainListener NONE = progress -> {};

    /**
     * After an iteration, or where those are short after some of them.
     *
     * @param chain      its number
     * @param done       iterations done, warm-up included
     * @param total      iterations in all
     * @param logDensity where the chain is; of stochastic gradients, of the last draw kept, NaN before the first
     */
    record Progress(int chain, int done, int total, double logDensity) {}

    void onProgress(Progress progress);

    /** The same listener, told by one thread at a time. */
    static ChainListener inTurn(ChainListener listener) {
        Object turn = new Object();
        return progress -> {
            synchronized (turn) {
                listener.onProgress(progress);
            }
        };
    }
}
