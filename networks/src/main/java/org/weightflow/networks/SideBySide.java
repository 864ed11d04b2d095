package org.weightflow.networks;

/** How many networks are computed side by side in one tensor program, and which. */
public final class SideBySide {
    /**
     * Bytes of stacked parameters that still suit the cache. Measured on a core with 2 MiB of second-level cache: fewer members
     * pay more for starting operations, more members for memory.
     */
    private static final int BYTES = 2_621_440;

    private static final int MOST = 64;
    private static final int CONVOLUTION_AXES = 4;

    private SideBySide() {}

    /**
     * Cuts a population into groups of almost equal size, as many for each thread.
     *
     * @return where each group starts, and the end
     */
    public static int[] starts(Architecture architecture, int members, int threads) {
        long atOnce = (long) most(architecture) * threads;
        int rounds = (int) ((members + atOnce - 1) / atOnce);
        int groups = Math.min(members, rounds * threads);
        int[] starts = new int[groups + 1];
        for (int g = 0; g <= groups; g++) {
            starts[g] = groups == 0 ? 0 : (int) ((long) g * members / groups);
        }
        return starts;
    }

    /** The largest group. Convolutions of one network are faster than grouped ones of several, whatever their size. */
    static int most(Architecture architecture) {
        boolean convolves = architecture.layout().entries().stream()
                .anyMatch(entry -> entry.shape().size() == CONVOLUTION_AXES);
        if (convolves) {
            return 1;
        }
        long bytes = Math.max(1, (long) architecture.layout().size() * Float.BYTES);
        return (int) Math.max(1, Math.min(MOST, BYTES / bytes));
    }
}
