package org.weightflow.networks.prediction;

/** Lets jobs that run side by side do one part of their work one after the other, in the order of their numbers. */
final class Turns {
    private int next;
    private int brokenFrom = Integer.MAX_VALUE;

    /**
     * Waits for the turn of {@code job}, and does its part.
     *
     * @throws IllegalStateException if an earlier job failed, so that this turn never comes
     */
    synchronized void take(int job, Runnable part) {
        try {
            while (next != job && job < brokenFrom) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            breakFrom(job);
        }
        if (job >= brokenFrom) {
            throw new IllegalStateException("an earlier part of the work failed");
        }
        part.run();
        next++;
        notifyAll();
    }

    /** Tells all from {@code job} on that their turns will not come. */
    synchronized void breakFrom(int job) {
        brokenFrom = Math.min(brokenFrom, job);
        notifyAll();
    }
}
