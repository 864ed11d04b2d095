package org.weightflow.bayes.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.Seed;

class StochasticGradientHmcTest {
    private static final SghmcConfig CONFIG = new SghmcConfig(0.1, 1, 0, 500, 3000, 10, 1);

    /**
     * Whatever the number of examples: their N-th parts of the gradient meet a temperature of 1 / N. The example's share of the
     * curvature is kept at 1, so that the same steps suit.
     */
    @ParameterizedTest(name = "{0} examples at temperature {1}")
    @CsvSource({"1, 1", "1000, 1", "1000, 0.25"})
    void hasTheVarianceOfThePosterior(int examples, double temperature) {
        double[][] precision = {{examples}};
        GaussianDensity density = new GaussianDensity(new double[] {3}, precision, examples, 0);
        List<Chain> chains = sample(density, CONFIG.withTemperature(temperature));
        double[][] values = HamiltonianMonteCarloTest.coordinate(chains, 0);
        double[][] scaled = Arrays.stream(HamiltonianMonteCarloTest.squares(values, 3))
                .map(row ->
                        Arrays.stream(row).map(x -> x * examples / temperature).toArray())
                .toArray(double[][]::new);
        HamiltonianMonteCarloTest.assertMean(1, scaled);
        HamiltonianMonteCarloTest.assertMean(3, values);
    }

    /** Noise of variance v in the gradient adds e v to the friction's 2 alpha T, unless beta = v / T^2 takes it away. */
    @Test
    void takesTheNoiseOfGradientsAway() {
        double v = 4;
        GaussianDensity noisy = new GaussianDensity(new double[1], new double[][] {{1}}, 1, Math.sqrt(v));
        assertEquals(1 + 0.1 * v / 2, variance(sample(noisy, CONFIG)), 0.06);
        assertEquals(1, variance(sample(noisy, CONFIG.withNoiseEstimate(v))), 0.06);
    }

    private static double variance(List<Chain> chains) {
        return Arrays.stream(HamiltonianMonteCarloTest.squares(HamiltonianMonteCarloTest.coordinate(chains, 0), 0))
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElseThrow();
    }

    @Test
    void keepsEveryThinningthStepAfterTheBurnIn() {
        GaussianDensity density = GaussianDensity.standard(2);
        List<Chain> all = sample(density, new SghmcConfig(0.1, 1, 0, 0, 30, 1, 1));
        List<Chain> some = sample(density, new SghmcConfig(0.1, 1, 0, 10, 4, 5, 1));
        for (int d = 0; d < 4; d++) {
            assertArrayEquals(all.get(1).draw(10 + 5 * d + 4), some.get(1).draw(d));
            assertEquals(density.at(some.get(1).draw(d)).value(), some.get(1).logDensities()[d]);
        }
    }

    @Test
    void refusesWhatCannotBeSampled() {
        GaussianDensity density = GaussianDensity.standard(1);
        var noise = assertThrows(IllegalArgumentException.class, () -> sample(density, CONFIG.withNoiseEstimate(21)));
        assertTrue(noise.getMessage().contains("noiseEstimate 21"), noise::getMessage);
        var steps = assertThrows(ArithmeticException.class, () -> sample(density, CONFIG.withStepSize(5)));
        assertTrue(steps.getMessage().contains("chain 0 left the finite numbers in step"), steps::getMessage);
    }

    private static List<Chain> sample(StochasticLogDensity density, SghmcConfig config) {
        List<double[]> starts = List.of(new double[density.dimension()], new double[density.dimension()]);
        return new StochasticGradientHmc(config).sample(density, starts, new Seed(9), ChainListener.NONE);
    }
}
