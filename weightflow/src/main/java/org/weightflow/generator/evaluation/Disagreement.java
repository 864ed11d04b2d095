package org.weightflow.generator.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.weightflow.networks.Seed;

/**
 * Mean fraction of examples on which two networks of a series predict different classes: over all pairs where these are at most
 * 2000, else over 2000 distinct pairs drawn uniformly. The pairs depend on the number of networks and the seed alone.
 */
final class Disagreement {
    static final int MOST_PAIRS = 2000;

    private Disagreement() {}

    /**
     * @param predicted the predicted class of each example, for each network
     * @return NaN for fewer than two networks
     */
    static double mean(List<char[]> predicted, Seed seed) {
        int n = predicted.size();
        long all = n * (n - 1L) / 2;
        double sum = 0;
        if (all <= MOST_PAIRS) {
            for (int a = 0; a < n; a++) {
                for (int b = a + 1; b < n; b++) {
                    sum += between(predicted.get(a), predicted.get(b));
                }
            }
            return sum / all;
        }
        SplittableRandom random = seed.random();
        Set<Long> seen = new HashSet<>();
        while (seen.size() < MOST_PAIRS) {
            int a = random.nextInt(n);
            int b = random.nextInt(n);
            if (a < b && seen.add((long) a * n + b)) {
                sum += between(predicted.get(a), predicted.get(b));
            }
        }
        return sum / MOST_PAIRS;
    }

    private static double between(char[] a, char[] b) {
        int different = 0;
        for (int i = 0; i < a.length; i++) {
            different += a[i] == b[i] ? 0 : 1;
        }
        return different / (double) a.length;
    }
}
