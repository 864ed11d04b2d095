package org.weightflow.generator.evaluation.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.generator.evaluation.RandomZoo;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/** What every baseline keeps, and what each one is. */
class BaselineTest {
    /** Five standard errors of a moment over that many draws; one run in millions would miss by chance, and the seed is fixed. */
    private static final double ERRORS = 5;

    private static final int N = 20;
    private static final LoadedZoo ZOO = RandomZoo.loaded(N, new Seed(1));
    private static final Seed SEED = new Seed(99);

    static List<Baseline> baselines() {
        List<Baseline> all = new ArrayList<>(Baseline.defaults());
        all.addAll(List.of(new PerDimensionGaussian(0.5), new KernelDensity(0.7), new GaussianMixture(5)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("baselines")
    void readsItsOwnName(Baseline baseline) {
        assertEquals(baseline, Baseline.parse(baseline.name()));
    }

    @Test
    void namesSpellLevelsAsPlainDecimals() {
        assertEquals("noise-0.0001", new Noise(1e-4).name());
        assertEquals("noise-10", new Noise(10).name());
        assertEquals("pca-gaussian", new PcaGaussian(1).name());
        assertEquals("pca-gaussian-0.5", new PcaGaussian(0.5).name());
        assertEquals(new PcaGaussian(0.5), Baseline.parse("pca-gaussian-0.5"));
        assertEquals("per-dimension-gaussian", new PerDimensionGaussian(1).name());
        assertEquals(new PerDimensionGaussian(0.5), Baseline.parse("per-dimension-gaussian-0.5"));
        assertEquals("kernel-density-0.25", new KernelDensity(0.25).name());
        assertEquals("gaussian-mixture-3", new GaussianMixture(3).name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "noise",
                "noise-",
                "noise-x",
                "soup-1.5",
                "gaussian",
                "per-dimension-gaussian-x",
                "gaussian-mixture-1.5",
                "kernel-density"
            })
    void namesTheKnownFormsForAnUnknownName(String name) {
        var e = assertThrows(IllegalArgumentException.class, () -> Baseline.parse(name));
        assertTrue(e.getMessage().contains("baseline '" + name + "'"), e::getMessage);
        assertTrue(e.getMessage().contains("noise-SIGMA"), e::getMessage);
    }

    @Test
    void refusesLevelsOutOfRange() {
        for (String name : List.of(
                "noise-0",
                "noise-Infinity",
                "interpolation-1",
                "soup-1",
                "pca-gaussian-0",
                "per-dimension-gaussian-0",
                "kernel-density-0",
                "gaussian-mixture-0")) {
            assertThrows(IllegalArgumentException.class, () -> Baseline.parse(name), name);
        }
    }

    @ParameterizedTest
    @MethodSource("baselines")
    void aNetworkDependsOnSeedAndIndexAlone(Baseline baseline) {
        Network third = baseline.draw(ZOO, 3, SEED);
        baseline.draw(ZOO, 4, SEED);
        assertTrue(third.weights().sameBits(baseline.draw(ZOO, 3, SEED).weights()));
        assertFalse(third.weights().sameBits(baseline.draw(ZOO, 3 + N, SEED).weights()));
        assertFalse(third.weights().sameBits(baseline.draw(ZOO, 3, new Seed(98)).weights()));
    }

    @ParameterizedTest
    @MethodSource("baselines")
    void comesInOrderFromTheSourceWhateverIsDrawnAhead(Baseline baseline) {
        DrawnNetworks source = new DrawnNetworks(baseline, ZOO, 53, SEED, null);
        for (int i : new int[] {0, 1, 2, 24, 25, 26, 51, 52, 7, 7}) {
            assertTrue(
                    baseline.draw(ZOO, i, SEED)
                            .weights()
                            .sameBits(source.network(i).weights()),
                    () -> baseline.name() + " " + i);
        }
    }

    @Test
    void refusesAZooThatIsTooSmall() {
        LoadedZoo small = RandomZoo.loaded(15, new Seed(1));
        var e = assertThrows(
                IllegalArgumentException.class, () -> new DrawnNetworks(new Soup(16), small, 3, SEED, null));
        assertTrue(e.getMessage().contains("zoo members for soup-16 15 is less than 16"), e::getMessage);
    }

    @Test
    void noiseStaysAroundMemberIModN() {
        double sigma = 0.02;
        int draws = 400;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
            double[] difference = difference(new Noise(sigma).draw(ZOO, i, SEED), ZOO.vector(i % N));
            for (double each : difference) {
                sum += each;
                squares += each * each;
            }
        }
        double count = draws * 53.0;
        assertEquals(0, sum / count, ERRORS * sigma / Math.sqrt(count));
        assertEquals(sigma * sigma, squares / count, ERRORS * sigma * sigma * Math.sqrt(2 / count));
    }

    @Test
    void noiseLeavesPrunedValuesAloneAndMovesBiases() {
        Mask mask = RandomZoo.mask(new Seed(2), 7, 5);
        LoadedZoo zoo = LoadedZoo.read(RandomZoo.MLP.layout(), RandomZoo.masked(2, new Seed(1), i -> mask));
        double[] difference = difference(new Noise(0.1).draw(zoo, 0, SEED), zoo.vector(0));
        for (int d = 0; d < difference.length; d++) {
            assertEquals(mask.keeps(d), difference[d] != 0, "value " + d);
        }
    }

    @Test
    void interpolationLiesOnTheLineBetweenTwoDistinctMembers() {
        BitSet firsts = new BitSet();
        BitSet seconds = new BitSet();
        for (int i = 0; i < 300; i++) {
            double[] a = coefficients(new Interpolation(0.25).draw(ZOO, i, SEED), 2);
            firsts.set(indexOf(a, 0.75));
            seconds.set(indexOf(a, 0.25));
        }
        assertEquals(N, firsts.cardinality());
        assertEquals(N, seconds.cardinality());
    }

    @Test
    void soupsMixDistinctMembersAllOfThemEquallyOften() {
        int draws = 600;
        int[] used = new int[N];
        for (int i = 0; i < draws; i++) {
            double[] a = coefficients(new Soup(4).draw(ZOO, i, SEED), 4);
            for (int m = 0; m < N; m++) {
                used[m] += Math.abs(a[m] - 0.25) < 1e-4 ? 1 : 0;
            }
        }
        // Each member is in with probability p = 4/20.
        double expected = draws * 0.2;
        for (int m = 0; m < N; m++) {
            assertEquals(expected, used[m], ERRORS * Math.sqrt(draws * 0.2 * 0.8), "member " + m);
        }
    }

    @Test
    void pcaGaussianHasTheMeanAndCovarianceOfTheZoo() {
        int draws = 20_000;
        LoadedZoo zoo = RandomZoo.loaded(5, new Seed(3));
        for (double scale : new double[] {1, 0.5}) {
            Moments moments = Moments.of(new PcaGaussian(scale), zoo, draws);
            double[][] covariance = covariance(zoo);
            for (int a = 0; a < 53; a++) {
                double sd = scale * Math.sqrt(covariance[a][a]);
                assertEquals(zoo.mean()[a], moments.mean[a], ERRORS * sd / Math.sqrt(draws));
                for (int b = 0; b < 53; b++) {
                    // The variance of a product of two normals is at most 2 var(a) var(b).
                    double error = scale * scale * Math.sqrt(2 * covariance[a][a] * covariance[b][b] / draws);
                    assertEquals(scale * scale * covariance[a][b], moments.covariance[a][b], ERRORS * error);
                }
            }
        }
    }

    @Test
    void perDimensionGaussianHasTheVarianceButNotTheCorrelations() {
        int draws = 20_000;
        LoadedZoo zoo = RandomZoo.loaded(5, new Seed(3));
        double[][] covariance = covariance(zoo);
        for (double scale : new double[] {1, 0.5}) {
            Moments moments = Moments.of(new PerDimensionGaussian(scale), zoo, draws);
            for (int a = 0; a < 53; a++) {
                double sd = scale * Math.sqrt(covariance[a][a]);
                assertEquals(zoo.mean()[a], moments.mean[a], ERRORS * sd / Math.sqrt(draws));
                for (int b = 0; b < 53; b++) {
                    double error = scale * scale * Math.sqrt(2 * covariance[a][a] * covariance[b][b] / draws);
                    assertEquals(
                            a == b ? scale * scale * covariance[a][a] : 0, moments.covariance[a][b], ERRORS * error);
                }
            }
        }
    }

    @Test
    void kernelDensityHasTheMeanAndTheCovarianceOfMembersAndKernel() {
        int draws = 20_000;
        LoadedZoo zoo = RandomZoo.loaded(5, new Seed(3));
        Moments moments = Moments.of(new KernelDensity(0.5), zoo, draws);
        double[][] covariance = covariance(zoo);
        // Members drawn uniformly have the covariance with divisor N, the kernel h^2 that with N - 1.
        double factor = 4 / 5.0 + 0.25;
        for (int a = 0; a < 53; a++) {
            assertEquals(zoo.mean()[a], moments.mean[a], ERRORS * Math.sqrt(factor * covariance[a][a] / draws));
            for (int b = 0; b < 53; b++) {
                // Five members bound the fourth moments by less than the normal ones.
                double error = factor * Math.sqrt(2 * covariance[a][a] * covariance[b][b] / draws);
                assertEquals(factor * covariance[a][b], moments.covariance[a][b], ERRORS * error);
            }
        }
    }

    @Test
    void kernelDensityStaysAsFarFromAMemberAsItsBandwidthSays() {
        double trace = 0;
        for (int d = 0; d < 53; d++) {
            trace += Math.pow(ZOO.deviation()[d], 2);
        }
        double squares = 0;
        BitSet members = new BitSet();
        int draws = 400;
        for (int i = 0; i < draws; i++) {
            Network network = new KernelDensity(0.1).draw(ZOO, i, SEED);
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int m = 0; m < N; m++) {
                double square = 0;
                for (double each : difference(network, ZOO.vector(m))) {
                    square += each * each;
                }
                nearest = square < least ? m : nearest;
                least = Math.min(least, square);
            }
            members.set(nearest);
            squares += least / draws;
        }
        assertEquals(N, members.cardinality(), "every member is drawn");
        // A sum of 19 weighted chi-squares has a relative deviation of about sqrt(2/19).
        assertEquals(1, squares / (0.01 * trace), ERRORS * Math.sqrt(2.0 / 19 / draws));
    }

    @Test
    void aMixtureOfOneIsThePcaGaussianButForTheDivisor() {
        int draws = 20_000;
        LoadedZoo zoo = RandomZoo.loaded(5, new Seed(3));
        Moments moments = Moments.of(new GaussianMixture(1), zoo, draws);
        double[][] covariance = covariance(zoo);
        for (int a = 0; a < 53; a++) {
            assertEquals(zoo.mean()[a], moments.mean[a], ERRORS * Math.sqrt(covariance[a][a] / draws));
            for (int b = 0; b < 53; b++) {
                double error = Math.sqrt(2 * covariance[a][a] * covariance[b][b] / draws);
                assertEquals(0.8 * covariance[a][b], moments.covariance[a][b], ERRORS * error);
            }
        }
    }

    @Test
    void aMixtureFollowsTwoPlantedClustersAndOneGaussianDoesNot() {
        // Members lie 5 from the middle between the clusters in every value, and about 0.3 from their cluster's own
        // centre.
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < N; i++) {
            float[] flat = ZOO.vector(i).clone();
            for (int d = 0; d < flat.length; d++) {
                flat[d] += i % 2 == 0 ? 5 : -5;
            }
            networks.add(Network.dense(StateDict.of(RandomZoo.MLP.layout(), flat)));
        }
        LoadedZoo clustered = LoadedZoo.read(RandomZoo.MLP.layout(), NetworkSource.of(networks));
        int above = 0;
        for (int i = 0; i < 200; i++) {
            double height = height(new GaussianMixture(2).draw(clustered, i, SEED));
            assertEquals(5, Math.abs(height), 0.5);
            above += height > 0 ? 1 : 0;
        }
        assertEquals(100, above, ERRORS * Math.sqrt(200 * 0.25));
        boolean between = false;
        for (int i = 0; i < 200; i++) {
            between |= Math.abs(height(new PcaGaussian(1).draw(clustered, i, SEED))) < 3;
        }
        assertTrue(between);
    }

    private static double height(Network network) {
        double sum = 0;
        for (float each : network.weights().toArray()) {
            sum += each / 53;
        }
        return sum;
    }

    private static final class Moments {
        private final double[] mean = new double[53];
        private final double[][] covariance = new double[53][53];

        static Moments of(Baseline baseline, LoadedZoo zoo, int draws) {
            Moments moments = new Moments();
            for (int i = 0; i < draws; i++) {
                double[] d = new double[53];
                float[] flat = baseline.draw(zoo, i, SEED).weights().toArray();
                for (int a = 0; a < 53; a++) {
                    d[a] = flat[a] - zoo.mean()[a];
                    moments.mean[a] += flat[a] / (double) draws;
                }
                for (int a = 0; a < 53; a++) {
                    for (int b = 0; b < 53; b++) {
                        moments.covariance[a][b] += d[a] * d[b] / draws;
                    }
                }
            }
            return moments;
        }
    }

    private static double[][] covariance(LoadedZoo zoo) {
        double[][] covariance = new double[53][53];
        for (int i = 0; i < zoo.count(); i++) {
            for (int a = 0; a < 53; a++) {
                for (int b = 0; b < 53; b++) {
                    covariance[a][b] +=
                            (zoo.vector(i)[a] - zoo.mean()[a]) * (zoo.vector(i)[b] - zoo.mean()[b]) / (zoo.count() - 1);
                }
            }
        }
        return covariance;
    }

    /** The coefficients of a network that is a combination of {@code count} members, all others being 0. */
    private static double[] coefficients(Network network, int count) {
        double[] a = LeastSquares.coefficients(ZOO, network.weights().toArray());
        int used = 0;
        double sum = 0;
        for (double each : a) {
            used += Math.abs(each) > 1e-4 ? 1 : 0;
            sum += each;
        }
        assertEquals(count, used);
        assertEquals(1, sum, 1e-4);
        return a;
    }

    private static int indexOf(double[] values, double value) {
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i] - value) < 1e-4) {
                return i;
            }
        }
        throw new AssertionError(value + " is not there");
    }

    private static double[] difference(Network network, float[] from) {
        float[] flat = network.weights().toArray();
        double[] difference = new double[flat.length];
        for (int d = 0; d < flat.length; d++) {
            difference[d] = flat[d] - from[d];
        }
        return difference;
    }
}
