package org.weightflow.bayes.montecarlo;

import java.util.Arrays;

/**
 * The diagnostics of chains, as {@link Diagnostics} has them.
 *
 * @param largestRHat    of all coordinates
 * @param leastMixed     the coordinate that has it
 * @param smallestSize   bulk effective sample size of all coordinates, in draws
 * @param medianSize     the middle one of them, the lower of two
 * @param densityRHat    of the log density, which unlike the coordinates does not see whether chains sit in equivalent modes
 * @param densitySize    bulk effective sample size of the log density
 */
public record ConvergenceReport(
        double largestRHat,
        int leastMixed,
        double smallestSize,
        double medianSize,
        double densityRHat,
        double densitySize) {
    /** @param rHats and sizes, one a coordinate, at least one */
    static ConvergenceReport of(double[] rHats, double[] sizes, double densityRHat, double densitySize) {
        int worst = 0;
        for (int i = 1; i < rHats.length; i++) {
            worst = rHats[i] > rHats[worst] ? i : worst;
        }
        double[] sorted = sizes.clone();
        Arrays.sort(sorted);
        return new ConvergenceReport(
                rHats[worst], worst, sorted[0], sorted[(sorted.length - 1) / 2], densityRHat, densitySize);
    }
}
