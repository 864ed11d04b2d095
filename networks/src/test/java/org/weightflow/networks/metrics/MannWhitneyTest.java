package org.weightflow.networks.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Reference values: {@code r = scipy.stats.mannwhitneyu(x, y, use_continuity=False, method='asymptotic', alternative='less')}, and of
 * that {@code r.statistic} and {@code scipy.stats.norm.ppf(r.pvalue)}.
 */
class MannWhitneyTest {
    private static final double TOLERANCE = 1e-9;

    @Test
    void isWhatScipyGivesWithoutTies() {
        MannWhitney test =
                MannWhitney.of(new double[] {.1, .4, .5, .9, 1.3}, new double[] {.45, .8, 1., 1.1, 1.6, 2., .7});
        assertEquals(9, test.u());
        assertEquals(-1.3803965029999545, test.z(), TOLERANCE);
    }

    @Test
    void isWhatScipyGivesWithTies() {
        MannWhitney few = MannWhitney.of(new double[] {1, 2, 2, 3, 5, 5}, new double[] {2, 3, 3, 4, 5, 6, 7, 2});
        assertEquals(16, few.u());
        assertEquals(-1.053851314674002, few.z(), TOLERANCE);
        MannWhitney many = MannWhitney.of(
                IntStream.range(0, 200).mapToDouble(i -> i % 31).toArray(),
                IntStream.range(0, 50).mapToDouble(i -> 7 * i % 40 + 2).toArray());
        assertEquals(3442, many.u());
        assertEquals(-3.408143285456364, many.z(), TOLERANCE);
    }

    @Test
    void turnsWithTheRolesAndIgnoresOrderAndScale() {
        SplittableRandom random = new SplittableRandom(2);
        double[] x = random.doubles(30).map(v -> Math.rint(20 * v)).toArray();
        double[] y = random.doubles(40).map(v -> Math.rint(20 * v)).toArray();
        MannWhitney test = MannWhitney.of(x, y);
        assertEquals(1200 - test.u(), MannWhitney.of(y, x).u());
        assertEquals(-test.z(), MannWhitney.of(y, x).z(), 1e-12);
        double[] monotone = Arrays.stream(x).map(Math::exp).sorted().toArray();
        assertEquals(
                test, MannWhitney.of(monotone, Arrays.stream(y).map(Math::exp).toArray()));
    }

    @Test
    void isStandardNormalWhereNothingDiffers() {
        SplittableRandom random = new SplittableRandom(3);
        int rounds = 2000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < rounds; i++) {
            double z = MannWhitney.of(
                            random.doubles(12).toArray(), random.doubles(9).toArray())
                    .z();
            sum += z / rounds;
            squares += z * z / rounds;
        }
        assertEquals(0, sum, 5 / Math.sqrt(rounds));
        assertEquals(1, squares, 5 * Math.sqrt(2.0 / rounds));
    }

    @Test
    void knowsNothingOfEqualValues() {
        MannWhitney test = MannWhitney.of(new double[] {0.0, 1}, new double[] {-0.0, 1});
        assertEquals(2, test.u());
        assertEquals(0, test.z());
        assertTrue(Double.isNaN(
                MannWhitney.of(new double[] {1, 1}, new double[] {1}).z()));
    }
}
