package org.weightflow.bayes.variational;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PriorTest {
    private static final ScaleMixturePrior BROAD = new ScaleMixturePrior(0.25, 0.4, 0.1);

    /** Means and deviations of posteriors: at, near and far from the priors, sharper and broader than them. */
    private static final double[][] POSTERIORS = {
        {0.5, 0.1}, {0, 1.5}, {0, 0.01}, {1, 2}, {-0.3, 0.7}, {0.002, 0.001}, {0.01, 0.02}, {-2, 0.3}, {0, 0.0001}
    };

    private static final double[] NORMAL = normal(new SplittableRandom(1), 100_000);

    private static Stream<Prior> priors() {
        return Stream.of(
                NormalPrior.defaults(),
                new NormalPrior(0.3),
                ScaleMixturePrior.defaults(),
                BROAD,
                new ScaleMixturePrior(0.9, 1, 0.99),
                new LogUniformPrior());
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.1, 1.932585", "0, 1, 0", "0, 0.01, 4.105220", "1, 2, 1.306853"})
    void divergenceFromTheStandardNormal(double mean, double deviation, double expected) {
        assertEquals(expected, NormalPrior.defaults().divergence(mean, deviation), 5e-7);
    }

    /** Divergence does not change with the unit that weights are measured in. */
    @Test
    void divergenceIsFreeOfUnits() {
        for (double[] q : POSTERIORS) {
            assertEquals(
                    NormalPrior.defaults().divergence(q[0], q[1]),
                    new NormalPrior(3).divergence(3 * q[0], 3 * q[1]),
                    1e-12);
            assertEquals(
                    BROAD.divergence(q[0], q[1]),
                    new ScaleMixturePrior(0.25, 1.2, 0.3).divergence(3 * q[0], 3 * q[1]),
                    1e-12);
        }
    }

    /** Within 1 % and the error of 10^5 samples, whose standard error is some 0.003. */
    @ParameterizedTest
    @MethodSource("normalisable")
    void divergenceIsTheMeanLogRatioOfTheDensities(Prior prior, DoubleUnaryOperator logDensity) {
        for (double[] q : POSTERIORS) {
            double sum = 0;
            for (double e : NORMAL) {
                sum += logNormal(e, 1) - Math.log(q[1]) - logDensity.applyAsDouble(q[0] + q[1] * e);
            }
            double expected = sum / NORMAL.length;
            assertEquals(
                    expected,
                    prior.divergence(q[0], q[1]),
                    0.01 * Math.abs(expected) + 0.01,
                    () -> prior + " of " + Arrays.toString(q));
        }
    }

    private static List<Arguments> normalisable() {
        return List.of(
                law(NormalPrior.defaults(), w -> logNormal(w, 1)),
                law(new NormalPrior(0.3), w -> logNormal(w, 0.3)),
                law(ScaleMixturePrior.defaults(), w -> logMixture(w, 0.5, 1, Math.exp(-6))),
                law(BROAD, w -> logMixture(w, 0.25, 0.4, 0.1)));
    }

    private static Arguments law(Prior prior, DoubleUnaryOperator logDensity) {
        return Arguments.of(prior, logDensity);
    }

    private static double[] normal(SplittableRandom random, int count) {
        return DoubleStream.generate(random::nextGaussian).limit(count).toArray();
    }

    private static double logNormal(double w, double s) {
        return -w * w / (2 * s * s) - Math.log(s * Math.sqrt(2 * Math.PI));
    }

    /** The logarithm of the sum, taken relative to the wide part, which underflows last. */
    private static double logMixture(double w, double share, double wide, double narrow) {
        double a = Math.log(share) + logNormal(w, wide);
        double b = Math.log(1 - share) + logNormal(w, narrow);
        return a + Math.log1p(Math.exp(b - a));
    }

    /** A mixture of two equal parts, nearly, is the normal prior. */
    @Test
    void mixtureOfAlmostEqualPartsIsNormal() {
        ScaleMixturePrior almost = new ScaleMixturePrior(0.4, 1, 1 - 1e-6);
        for (double[] q : POSTERIORS) {
            // The parts differ by 1e-6 in scale, which counts (mu^2 + sigma^2) 1e-6.
            assertEquals(NormalPrior.defaults().divergence(q[0], q[1]), almost.divergence(q[0], q[1]), 1e-5);
        }
    }

    /** No posterior is closer to a prior than the prior itself. */
    @ParameterizedTest
    @MethodSource("priors")
    void divergenceIsNeverNegative(Prior prior) {
        for (double mean = -1; mean <= 1; mean += 0.125) {
            for (double deviation = 1e-6; deviation < 20; deviation *= 3) {
                double divergence = prior.divergence(mean, deviation);
                assertTrue(divergence > -1e-9 && divergence < 1e9, prior + ": " + divergence);
            }
        }
    }

    /** Reference values of formula (14) of Molchanov et al. (2017), by log alpha. */
    @ParameterizedTest
    @CsvSource({
        "-8, 4.635899",
        "-5, 3.136684",
        "-2, 1.540533",
        "0, 0.431239",
        "2, 0.068417",
        "3, 0.025420",
        "5, 0.003415",
        "8, 0.000168"
    })
    void divergenceFromTheLogUniform(double logAlpha, double expected) {
        for (double mean : new double[] {1, -0.02}) {
            double deviation = Math.abs(mean) * Math.exp(logAlpha / 2);
            assertEquals(expected, new LogUniformPrior().divergence(mean, deviation), 5e-7);
        }
    }

    /** KL -> k1 - log(alpha) / 2 for sure weights, and 0 for lost ones; the range of log alpha ends at 10 on either side. */
    @Test
    void divergenceFromTheLogUniformHasItsLimits() {
        LogUniformPrior prior = new LogUniformPrior();
        // At log alpha = -10 the sigmoid still counts 2e-6, and log(1 + alpha) 2e-5.
        assertEquals(0.63576 + 5, prior.divergence(1, Math.exp(-5)), 3e-5);
        assertEquals(prior.divergence(1, Math.exp(-5)), prior.divergence(1, Math.exp(-9)));
        assertEquals(0, prior.divergence(0, 1), 3e-5);
        assertEquals(prior.divergence(1, Math.exp(5)), prior.divergence(0, 1));
    }

    /** Central differences of the divergence in mean and log deviation; of the mixture, of which steps see one draw, in the mean. */
    @ParameterizedTest
    @MethodSource("priors")
    void gradientsAreThoseOfTheDivergence(Prior prior) {
        int draws = prior instanceof ScaleMixturePrior ? 10_000 : 1;
        double h = 1e-5;
        for (double[] q : POSTERIORS) {
            float mean = (float) q[0];
            float variance = (float) (q[1] * q[1]);
            double deviation = Math.sqrt(variance);
            float[][] g = gradients(prior, 1, mean, variance, draws);
            // Steps are shares of what they are taken in, so that the differences have the same accuracy everywhere.
            double step = h * deviation;
            double ofMean =
                    (prior.divergence(mean + step, deviation) - prior.divergence(mean - step, deviation)) / (2 * step);
            double ofLog =
                    (prior.divergence(mean, deviation * Math.exp(h)) - prior.divergence(mean, deviation * Math.exp(-h)))
                            / (2 * h);
            boolean inRange = !(prior instanceof LogUniformPrior) || Math.abs(mean) > 0;
            assertMean(inRange ? ofMean : 0, g[0], deviation, prior + ", mean of " + Arrays.toString(q));
            assertMean(ofLog, g[1], 1, prior + ", log deviation of " + Arrays.toString(q));
        }
    }

    /** Equal within five standard errors, and what float32 and differences of float64 lose. */
    private static void assertMean(double expected, float[] values, double unit, String what) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / values.length;
        double variance = squares / values.length - mean * mean;
        double error = 5 * Math.sqrt(Math.max(0, variance) / values.length);
        assertEquals(expected, mean, error + 2e-6 * Math.abs(expected) + 1e-6 / unit, what);
    }

    private static float[][] gradients(Prior prior, double weight, float mean, float variance, int count) {
        float[][] g = new float[2][count];
        float[] means = new float[count];
        float[] variances = new float[count];
        Arrays.fill(means, mean);
        Arrays.fill(variances, variance);
        prior.addGradients(weight, means, variances, g[0], g[1], count, new SplittableRandom(2));
        return g;
    }

    @ParameterizedTest
    @MethodSource("priors")
    void gradientsAreWeightedAndAddedToThoseOfTheFirstFew(Prior prior) {
        float[] once = column(gradients(prior, 1, 0.25f, 0.04f, 3));
        float[][] g = {{1, 2, 3, 4}, {5, 6, 7, 8}};
        float[] means = {0.25f, 0.25f, 0.25f, 0.25f};
        float[] variances = {0.04f, 0.04f, 0.04f, 0.04f};
        prior.addGradients(0.5, means, variances, g[0], g[1], 3, new SplittableRandom(2));
        float[] expected = {
            1 + once[0] / 2, 2 + once[1] / 2, 3 + once[2] / 2, 4, 5 + once[3] / 2, 6 + once[4] / 2, 7 + once[5] / 2, 8
        };
        float largest = 0;
        for (float value : once) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest > 0.01, "there are gradients to add");
        assertArrayEquals(expected, column(g), 1e-6f * (8 + largest));
    }

    private static float[] column(float[][] g) {
        float[] all = Arrays.copyOf(g[0], g[0].length + g[1].length);
        System.arraycopy(g[1], 0, all, g[0].length, g[1].length);
        return all;
    }

    /** Pruned weights have mean and variance 0, and what is made of them has to be thrown away, not to spread. */
    @ParameterizedTest
    @MethodSource("priors")
    void gradientsOfPrunedAndExtremeWeightsAreFinite(Prior prior) {
        for (float mean : new float[] {0, 1e-30f, 1e-10f, 100}) {
            for (float variance : new float[] {0, 1e-30f, 1e-12f, 1e4f}) {
                float[] g = column(gradients(prior, 1, mean, variance, 1));
                assertTrue(
                        Float.isFinite(g[0]) && Float.isFinite(g[1]),
                        () -> prior + " of mean " + mean + " and variance " + variance + ": " + Arrays.toString(g));
            }
        }
    }

    @Test
    void refusesNumbersThatAreNoPriors() {
        assertMessage("deviation", () -> new NormalPrior(0));
        assertMessage("share 1", () -> new ScaleMixturePrior(1, 1, 0.1));
        assertMessage("narrow 1.0 is not less than wide 1.0", () -> new ScaleMixturePrior(0.5, 1, 1));
        assertMessage("narrow", () -> new ScaleMixturePrior(0.5, 1, Double.NaN));
    }

    private static void assertMessage(String expected, Executable bad) {
        var e = assertThrows(IllegalArgumentException.class, bad);
        assertTrue(e.getMessage().contains(expected), e::getMessage);
    }
}
