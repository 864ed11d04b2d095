package org.weightflow.bayes.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;
import org.weightflow.networks.gradient.Gradient;

class HamiltonianMonteCarloTest {
    private static final HmcConfig CONFIG = HmcConfig.defaults().withWarmUp(300).withLeapfrogSteps(8);

    @Test
    void samplesTheStandardNormal() {
        List<HmcChain> chains = sample(GaussianDensity.standard(10), 4, CONFIG);
        List<Chain> draws = HamiltonianMonteCarlo.chains(chains);
        for (int i = 0; i < 10; i++) {
            assertMean(0, coordinate(draws, i));
            assertMean(1, squares(coordinate(draws, i), 0));
        }
        ConvergenceReport report = Diagnostics.report(draws);
        assertTrue(report.largestRHat() < 1.02, report::toString);
        assertTrue(report.smallestSize() > 1000, report::toString);
        assertTrue(report.densityRHat() < 1.02, report::toString);
    }

    @Test
    void samplesACorrelatedNormal() {
        List<Chain> draws = HamiltonianMonteCarlo.chains(sample(GaussianDensity.correlated(0.8), 4, CONFIG));
        assertMean(1, coordinate(draws, 0));
        assertMean(-2, coordinate(draws, 1));
        assertMean(4, squares(coordinate(draws, 0), 1));
        assertMean(0.25, squares(coordinate(draws, 1), -2));
        double[][] products = coordinate(draws, 0);
        double[][] others = coordinate(draws, 1);
        for (int c = 0; c < products.length; c++) {
            for (int d = 0; d < products[c].length; d++) {
                products[c][d] = (products[c][d] - 1) * (others[c][d] + 2);
            }
        }
        assertMean(0.8 * 2 * 0.5, products);
    }

    @Test
    void adaptsItsStepToTheAcceptanceThatIsWanted() {
        for (double target : new double[] {0.6, 0.9}) {
            for (HmcChain chain : sample(GaussianDensity.standard(30), 2, CONFIG.withTargetAcceptance(target))) {
                assertEquals(target, chain.acceptanceRate(), 0.08, "" + chain.stepSize());
                assertEquals(0, chain.divergences());
                assertTrue(chain.meanEnergyError() > 0.01 && chain.meanEnergyError() < 2);
            }
        }
    }

    /** Trajectories of half a turn would bring a standard normal to its mirror image for ever, were they all as long. */
    @Test
    void hasTrajectoriesOfSeveralLengths() {
        Counted counted = new Counted(GaussianDensity.standard(2));
        List<Integer> lengths = new ArrayList<>();
        int[] before = {0};
        HmcConfig config = new HmcConfig(1, 60, 5, 0.5, 0.8);
        new HamiltonianMonteCarlo(config).sample(counted, List.of(new double[2]), new Seed(1), progress -> {
            lengths.add(counted.calls - before[0]);
            before[0] = counted.calls;
        });
        List<Integer> drawn = lengths.subList(1, lengths.size());
        assertEquals(3, Collections.min(drawn));
        assertEquals(5, Collections.max(drawn));
        assertEquals(60, drawn.size());
    }

    private static final class Counted implements LogDensity {
        private final LogDensity inner;
        private int calls;

        Counted(LogDensity inner) {
            this.inner = inner;
        }

        @Override
        public int dimension() {
            return inner.dimension();
        }

        @Override
        public Gradient at(double[] position) {
            calls++;
            return inner.at(position);
        }
    }

    @Test
    void dependsOnTheSeedAndNotOnTheOtherChains() {
        HmcConfig config = CONFIG.withWarmUp(20).withDraws(10);
        List<HmcChain> four = sample(GaussianDensity.standard(3), 4, config);
        List<HmcChain> two = sample(GaussianDensity.standard(3), 2, config);
        for (int d = 0; d < 10; d++) {
            assertArrayEquals(four.get(1).chain().draw(d), two.get(1).chain().draw(d));
        }
        assertTrue(four.get(0).chain().draw(9)[0] != four.get(1).chain().draw(9)[0]);
    }

    /** A wall that the density does not tell of before it is hit. */
    @Test
    void countsDivergencesAndStaysInside() {
        LogDensity walled = new LogDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public Gradient at(double[] x) {
                return Math.abs(x[0]) > 1
                        ? new Gradient(Double.NEGATIVE_INFINITY, new double[1])
                        : new Gradient(-x[0] * x[0] / 2, new double[] {-x[0]});
            }
        };
        HmcChain chain = sample(walled, 1, CONFIG.withDraws(400)).get(0);
        assertTrue(chain.divergences() > 0);
        assertTrue(Double.isFinite(chain.meanEnergyError()));
        assertTrue(IntStream.range(0, 400).allMatch(d -> Math.abs(chain.chain().draw(d)[0]) <= 1));
    }

    @Test
    void refusesWhatCannotBeSampled() {
        HamiltonianMonteCarlo sampler = new HamiltonianMonteCarlo(CONFIG);
        LogDensity density = GaussianDensity.standard(2);
        assertMessage(
                "chain 1: a start of 3 values does not fit a density of 2",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> sampler.sample(
                                density, List.of(new double[2], new double[3]), new Seed(1), ChainListener.NONE)));
        assertMessage(
                "chain 0: the log density at its start is NaN",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> sampler.sample(
                                density, List.of(new double[] {Double.NaN, 0}), new Seed(1), ChainListener.NONE)));
        LogDensity flat = new LogDensity() {
            @Override
            public int dimension() {
                return 1;
            }

            @Override
            public Gradient at(double[] x) {
                return new Gradient(0, new double[1]);
            }
        };
        assertMessage(
                "is accepted",
                assertThrows(
                        ArithmeticException.class,
                        () -> sampler.sample(flat, List.of(new double[1]), new Seed(1), ChainListener.NONE)));
    }

    private static void assertMessage(String expected, Exception failure) {
        assertTrue(failure.getMessage().contains(expected), failure::getMessage);
    }

    private static List<HmcChain> sample(LogDensity density, int chains, HmcConfig config) {
        List<double[]> starts = IntStream.range(0, chains)
                .mapToObj(c -> {
                    double[] start = new double[density.dimension()];
                    Arrays.fill(start, (c - 1.5) / 3);
                    return start;
                })
                .toList();
        return new HamiltonianMonteCarlo(config).sample(density, starts, new Seed(7), ChainListener.NONE);
    }

    static double[][] coordinate(List<Chain> chains, int index) {
        return chains.stream()
                .map(chain -> IntStream.range(0, chain.count())
                        .mapToDouble(d -> chain.draw(d)[index])
                        .toArray())
                .toArray(double[][]::new);
    }

    static double[][] squares(double[][] values, double centre) {
        return each(values, x -> (x - centre) * (x - centre));
    }

    private static double[][] each(double[][] values, DoubleUnaryOperator map) {
        return Arrays.stream(values)
                .map(row -> Arrays.stream(row).map(map).toArray())
                .toArray(double[][]::new);
    }

    /** Within four standard errors of the chains' own, which holds of 22 such means together in 999 of 1,000 seeds. */
    static void assertMean(double expected, double[][] values) {
        double[] all = Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
        double mean = Arrays.stream(all).average().orElseThrow();
        double variance =
                Arrays.stream(all).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        double error = Math.sqrt(variance / Diagnostics.meanEffectiveSize(values));
        assertTrue(error < 0.2 * Math.max(0.5, Math.abs(expected)), "an error of " + error + " shows nothing");
        assertEquals(expected, mean, 4 * error);
    }
}
