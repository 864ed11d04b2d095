package org.weightflow.pruning.during;

/**
 * The steps begin, begin + every, begin + 2 every, ... before end.
 *
 * @param begin the first of them, if it is before {@code end}
 * @param end   after all of them
 */
record UpdateSteps(long begin, long end, int every) {
    boolean contains(long step) {
        return step >= begin && step < end && (step - begin) % every == 0;
    }

    /** How far the step is from begin (0) to end (1). */
    double share(long step) {
        return (double) (step - begin) / (double) (end - begin);
    }
}
