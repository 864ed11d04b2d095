package org.weightflow.pruning.search;

/**
 * Counts the training steps of several methods that run one after the other into one number. Each method counts as the steps that
 * were expected of it: fewer are made up for at its end, and more count as none.
 */
public final class MethodSteps implements SearchListener {
    private final Listener listener;
    private String method = "";
    private long total;
    private long done;
    /** What {@link #done} is at the end of the method at work. */
    private long end;

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

    public MethodSteps(Listener listener) {
        this.listener = listener;
    }

    /** Says how many steps all methods take. */
    public void expect(long steps) {
        total = steps;
    }

    /**
     * Says what is at work from now on; what was at work before is at its end.
     *
     * @param steps that are expected of it; together with those of all others no more than the total
     */
    public void begin(String next, long steps) {
        end();
        method = next;
        end = Math.min(total, end + steps);
    }

    /** Counts what is at work as done, where it asked for less than it might have. */
    public void end() {
        reach(end);
    }

    private void reach(long step) {
        if (step > done) {
            done = step;
            listener.onSteps(method, done, total, Double.NaN);
        }
    }

    @Override
    public void onStep(Progress progress) {
        done = Math.min(done + 1, end);
        listener.onSteps(method, done, total, progress.meanLoss());
    }

    @Override
    public void skip(long steps) {
        reach(Math.min(done + steps, end));
    }
}
