package org.weightflow.bayes.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Seed;

class DiagnosticsTest {
    private static final int CHAINS = 4;
    private static final int DRAWS = 4000;

    /** From the formulas in NumPy and SciPy (rankdata, norm.ppf), halves of 10 draws of 21. */
    @Test
    void isWhatTheFormulasGiveInNumPy() {
        double[][] chains = new double[3][21];
        for (int c = 0; c < 3; c++) {
            for (int d = 0; d < 21; d++) {
                chains[c][d] = Math.sin(0.7 * d * d + c) + 0.3 * c + Math.cos(d / 5.0);
            }
        }
        assertEquals(1.5275387180899231, Diagnostics.rHat(chains), 1e-9);
        assertEquals(5.57997764227293, Diagnostics.bulkEffectiveSize(chains), 1e-8);
        assertEquals(5.604386319574329, Diagnostics.meanEffectiveSize(chains), 1e-8);
    }

    @Test
    void knowsIndependentDraws() {
        double[][] chains = autoregressive(0);
        assertEquals(1, Diagnostics.rHat(chains), 0.005);
        assertEquals(CHAINS * DRAWS, Diagnostics.bulkEffectiveSize(chains), 0.08 * CHAINS * DRAWS);
    }

    /** The mean of an AR(1) process has an effective size of n (1 - rho) / (1 + rho). */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, -0.5})
    void knowsAnAutoregressiveProcess(double rho) {
        double expected = CHAINS * DRAWS * (1 - rho) / (1 + rho);
        assertEquals(expected, Diagnostics.meanEffectiveSize(autoregressive(rho)), 0.15 * expected);
        assertEquals(expected, Diagnostics.bulkEffectiveSize(autoregressive(rho)), 0.15 * expected);
    }

    @Test
    void seesChainsThatDiffer() {
        double[][] shifted = autoregressive(0);
        Arrays.setAll(shifted[0], d -> shifted[0][d] + 2);
        assertTrue(Diagnostics.rHat(shifted) > 1.2);
        assertTrue(Diagnostics.bulkEffectiveSize(shifted) < 50);
        double[][] wider = autoregressive(0);
        Arrays.setAll(wider[0], d -> wider[0][d] * 5);
        assertTrue(Diagnostics.rHat(wider) > 1.1, "the same mean, another spread");
        double[][] drifting = {autoregressive(0)[0]};
        Arrays.setAll(drifting[0], d -> drifting[0][d] + 0.001 * d);
        assertTrue(Diagnostics.rHat(drifting) > 1.2, "one chain against itself");
    }

    /** Ranks do not change under exp, so heavy tails do no harm. */
    @Test
    void dependsOnRanksAlone() {
        double[][] chains = autoregressive(0.5);
        double[][] exponentials = Arrays.stream(chains)
                .map(chain -> Arrays.stream(chain).map(x -> Math.exp(3 * x)).toArray())
                .toArray(double[][]::new);
        assertEquals(Diagnostics.bulkEffectiveSize(chains), Diagnostics.bulkEffectiveSize(exponentials), 1e-9);
    }

    @Test
    void hasNothingGoodToSayOfChainsThatNeverMove() {
        double[][] stuck = {new double[10], new double[10]};
        Arrays.fill(stuck[1], 1);
        assertEquals(Double.POSITIVE_INFINITY, Diagnostics.rHat(stuck));
        assertEquals(0, Diagnostics.bulkEffectiveSize(stuck));
    }

    @Test
    void reportsTheWorstCoordinate() {
        SplittableRandom random = new Seed(5).random();
        double[][][] draws = new double[2][100][3];
        double[][] densities = new double[2][100];
        for (int c = 0; c < 2; c++) {
            for (int d = 0; d < 100; d++) {
                draws[c][d] =
                        new double[] {random.nextGaussian(), random.nextGaussian() + 3 * c, random.nextGaussian()};
                densities[c][d] = random.nextGaussian();
            }
        }
        ConvergenceReport report =
                Diagnostics.report(List.of(new Chain(draws[0], densities[0]), new Chain(draws[1], densities[1])));
        assertEquals(1, report.leastMixed());
        assertTrue(report.largestRHat() > 1.5, report::toString);
        assertTrue(report.smallestSize() < 10, report::toString);
        assertTrue(report.medianSize() > 50, report::toString);
        assertEquals(Diagnostics.rHat(densities), report.densityRHat());
        assertEquals(Diagnostics.bulkEffectiveSize(densities), report.densitySize());
    }

    @Test
    void refusesChainsThatSayNothing() {
        var none = assertThrows(IllegalArgumentException.class, () -> Diagnostics.rHat(new double[0][]));
        assertTrue(none.getMessage().contains("no chains"), none::getMessage);
        var few = assertThrows(IllegalArgumentException.class, () -> Diagnostics.rHat(new double[2][3]));
        assertTrue(few.getMessage().contains("chain 0 has 3 draws"), few::getMessage);
        double[][] unequal = {new double[10], new double[11]};
        var other = assertThrows(IllegalArgumentException.class, () -> Diagnostics.meanEffectiveSize(unequal));
        assertTrue(other.getMessage().contains("chain 1 has 11 draws"), other::getMessage);
    }

    private static double[][] autoregressive(double rho) {
        double[][] chains = new double[CHAINS][DRAWS];
        for (int c = 0; c < CHAINS; c++) {
            SplittableRandom random = new Seed(11).child(c).random();
            double x = random.nextGaussian();
            for (int d = 0; d < DRAWS; d++) {
                chains[c][d] = x;
                x = rho * x + Math.sqrt(1 - rho * rho) * random.nextGaussian();
            }
        }
        return chains;
    }
}
