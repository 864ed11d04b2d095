package org.weightflow.datasets;

import java.util.random.RandomGenerator;

/**
 * Uniform shuffling by Fisher and Yates: each of the n! orders is equally likely.
 *
 * <p>Draws n - 1 bounded integers, the first from [0, n), the last from [0, 2); cost O(n).
 *
 * @see <a href="https://doi.org/10.1145/364520.364540">Durstenfeld (1964), Algorithm 235</a>
 */
public final class Shuffle {
    private Shuffle() {}

    /** Reorders {@code values} in place. */
    public static void inPlace(int[] values, RandomGenerator draws) {
        for (int last = values.length - 1; last > 0; last--) {
            int chosen = draws.nextInt(last + 1);
            int kept = values[chosen];
            values[chosen] = values[last];
            values[last] = kept;
        }
    }

    /**
     * Draws an order of the numbers 0 to {@code count - 1}.
     *
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public static int[] permutation(int count, RandomGenerator draws) {
        if (count < 0) {
            throw new IllegalArgumentException("count " + count + " is negative");
        }
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        inPlace(order, draws);
        return order;
    }
}
