package org.weightflow.networks.pickle;

/**
 * A value that holds other values.
 * <p>Once held itself, a container takes nothing more: so nothing can hold itself, and the height of each is known when it is put
 * away, without walking through what may be exponentially many paths.
 */
abstract sealed class Container permits PickleDict, PickleList, PickleTuple {
    /** As deep as real checkpoints never are, and as recursive code over them safely goes. */
    private static final int DEEPEST = 64;

    private int height = 1;
    private boolean held;

    /** To be called before {@code value} is put into this container. */
    final void hold(Object value) {
        if (held) {
            throw new IllegalArgumentException("a container is changed after another has taken it in");
        }
        if (value instanceof Container child) {
            child.held = true;
            height = Math.max(height, child.height + 1);
            // A child that is this very container is caught here at the latest: it has just been marked as held.
            if (held) {
                throw new IllegalArgumentException("a container is put into itself");
            }
            if (height > DEEPEST) {
                throw new IllegalArgumentException("containers are nested deeper than " + DEEPEST);
            }
        }
    }
}
