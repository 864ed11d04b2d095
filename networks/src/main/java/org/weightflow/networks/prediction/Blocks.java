package org.weightflow.networks.prediction;

import org.weightflow.networks.Architecture;

/** How many examples pass through networks at once. */
final class Blocks {
    /** Values of one activation array, about; larger blocks fall out of the cache. */
    private static final int VALUES = 1 << 20;

    private static final int MOST = 1000;

    private Blocks() {}

    /** Examples for that many networks side by side. */
    static int size(Architecture architecture, int members) {
        long side = (long) members * architecture.widestSignal();
        return (int) Math.max(1, Math.min(MOST, VALUES / side));
    }
}
