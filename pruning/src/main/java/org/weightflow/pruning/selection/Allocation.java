package org.weightflow.pruning.selection;

import java.util.Arrays;

/**
 * Shares a number of kept values out among layers: layer l gets {@code min(cap_l, epsilon * wish_l)}, epsilon being what makes the
 * sum right, and at least one; rounded so that the sum is exact, the largest remainders up.
 * <p>A layer whose share would exceed its cap is full, and what it cannot take goes to the others, as Evci et al. (2020) have it for
 * the Erdos-Renyi kernel.
 *
 * @see <a href="https://arxiv.org/abs/1911.11134">Evci et al. (2020), section 3</a>
 */
final class Allocation {
    private Allocation() {}

    /**
     * @param wishes what the layers' shares are proportional to; positive
     * @param caps   the most that each can keep; at least 1
     * @param kept   their sum; from the number of layers to the sum of the caps
     * @return kept values of each layer
     */
    static int[] share(double[] wishes, int[] caps, int kept) {
        long room = Arrays.stream(caps).asLongStream().sum();
        if (kept < caps.length || kept > room) {
            throw new IllegalArgumentException("kept " + kept + " is not in [" + caps.length + ", " + room
                    + "]: each of " + caps.length + " layers keeps at least one value");
        }
        double[] exact = exact(wishes, caps, kept);
        int[] counts = new int[caps.length];
        int sum = 0;
        for (int l = 0; l < counts.length; l++) {
            counts[l] = Math.max(1, Math.min(caps[l], (int) Math.floor(exact[l])));
            sum += counts[l];
        }
        for (; sum < kept; sum++) {
            counts[furthest(exact, counts, caps, 1)]++;
        }
        for (; sum > kept; sum--) {
            counts[furthest(exact, counts, caps, -1)]--;
        }
        return counts;
    }

    /** Real shares: those that reach their cap are full, the others proportional to their wishes. */
    private static double[] exact(double[] wishes, int[] caps, int kept) {
        double[] exact = new double[caps.length];
        boolean[] full = new boolean[caps.length];
        boolean changed = true;
        while (changed) {
            changed = false;
            double left = kept;
            double wished = 0;
            for (int l = 0; l < caps.length; l++) {
                left -= full[l] ? caps[l] : 0;
                wished += full[l] ? 0 : wishes[l];
            }
            for (int l = 0; l < caps.length; l++) {
                exact[l] = full[l] ? caps[l] : left * wishes[l] / wished;
            }
            for (int l = 0; l < caps.length; l++) {
                if (!full[l] && exact[l] > caps[l]) {
                    full[l] = true;
                    changed = true;
                }
            }
        }
        return exact;
    }

    /** The layer furthest below (direction 1) or above (-1) its share that can still move; the first of equals. */
    private static int furthest(double[] exact, int[] counts, int[] caps, int direction) {
        int found = -1;
        for (int l = 0; l < counts.length; l++) {
            boolean movable = direction > 0 ? counts[l] < caps[l] : counts[l] > 1;
            if (movable
                    && (found < 0 || direction * (exact[l] - counts[l]) > direction * (exact[found] - counts[found]))) {
                found = l;
            }
        }
        return found;
    }
}
