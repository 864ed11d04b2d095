package org.weightflow.pruning.search;

/** Counts the training steps of several methods that run one after the other into one number. */
public final class MethodSteps implements SearchListener {
    private final Listener listener;
    private String method;
    private long total;
    private long done;

    /** Told how far all methods together are. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param method   what is at work
         * @param done     training steps done, of all methods; those that need not be done count as done
         * @param total    training steps of all methods
         * @param meanLoss training loss of this step in nats; NaN where steps were passed over
         */
        void onSteps(String method, long done, long total, double meanLoss);
    }

    /** @param method what is at work first */
    public MethodSteps(String method, Listener listener) {
        this.method = method;
        this.listener = listener;
    }

    /** Says how many steps all methods take. */
    public void expect(long steps) {
        total = steps;
    }

    /**
     * Says what is at work from now on.
     *
     * @return steps done so far
     */
    public long begin(String next) {
        method = next;
        return done;
    }

    /** Counts everything up to that step as done. */
    public void reach(long step) {
        if (step > done) {
            done = step;
            listener.onSteps(method, done, total, Double.NaN);
        }
    }

    @Override
    public void onStep(Progress progress) {
        done = Math.min(done + 1, total);
        listener.onSteps(method, done, total, progress.meanLoss());
    }

    @Override
    public void skip(long steps) {
        reach(Math.min(done + steps, total));
    }
}
