package org.weightflow.generator.flow.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.networks.Seed;

class SourceTest {
    private static final double[][] CODES = {{1, 2, 5}, {3, 0, 5}, {2, 7, 6}, {-2, 3, 5.5}};
    private static final int DRAWS = 40_000;

    @Test
    void aGaussianIsTheSeedsNoiseTimesItsDeviation() {
        double[] point = new double[3];
        Source.gaussian(3, 0.01).draw(new Seed(2).random(), 0.5, point);
        SplittableRandom random = new Seed(2).random();
        for (double value : point) {
            assertEquals(0.5 * 0.01 * random.nextGaussian(), value, 1e-18);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DIAGONAL", "COVARIANCE"})
    void matchesTheMomentsOfTheCodes(SourceConfig.Kind kind) {
        Source source = Source.of(SourceConfig.standard().withKind(kind), CODES);
        double[][] factor = source.factor();
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                double product = 0;
                for (int r = 0; r < factor[0].length; r++) {
                    product += factor[a][r] * factor[b][r];
                }
                boolean known = a == b || kind == SourceConfig.Kind.COVARIANCE;
                assertEquals(known ? covariance(a, b) : 0, product, 1e-12);
            }
        }
        assertArrayEquals(new double[] {1, 3, 5.375}, source.mean(), 1e-12);
    }

    @ParameterizedTest
    @EnumSource(names = {"DIAGONAL", "COVARIANCE"})
    void drawsHaveThoseMoments(SourceConfig.Kind kind) {
        Source source = Source.of(SourceConfig.standard().withKind(kind), CODES);
        SplittableRandom random = new Seed(9).random();
        double[] point = new double[3];
        double mean = 0;
        double cross = 0;
        double square = 0;
        for (int i = 0; i < DRAWS; i++) {
            source.draw(random, 0.5, point);
            mean += point[1] / DRAWS;
            cross += (point[0] - 1) * (point[2] - 5.375) / DRAWS;
            square += (point[1] - 3) * (point[1] - 3) / DRAWS;
        }
        // Four standard errors; at temperature 0.5 second moments are a quarter.
        double variance = covariance(1, 1) / 4;
        assertEquals(3, mean, 4 * Math.sqrt(variance / DRAWS));
        assertEquals(variance, square, 4 * variance * Math.sqrt(2.0 / DRAWS));
        double expected = kind == SourceConfig.Kind.COVARIANCE ? covariance(0, 2) / 4 : 0;
        assertEquals(expected, cross, 4 * Math.sqrt(2 * covariance(0, 0) * covariance(2, 2) / 16 / DRAWS));
    }

    @Test
    void aCovarianceIsFactored() {
        double[][] covariance = {{4, 1.2}, {1.2, 0.36}};
        double[][] factor = Source.ofCovariance(new double[] {0, 0}, covariance).factor();
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                assertEquals(covariance[a][b], factor[a][0] * factor[b][0] + factor[a][1] * factor[b][1], 1e-12);
            }
        }
    }

    @Test
    void codesDoNotTellFreshNetworks() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> Source.of(SourceConfig.standard().withKind(SourceConfig.Kind.INITIALISATION), CODES));
        assertEquals(
                "the source is of fresh networks, but only codes are given; give the source itself", e.getMessage());
    }

    /** Of the codes, with divisor N - 1. */
    private static double covariance(int a, int b) {
        double sum = 0;
        double[] mean = {1, 3, 5.375};
        for (double[] code : CODES) {
            sum += (code[a] - mean[a]) * (code[b] - mean[b]);
        }
        return sum / (CODES.length - 1);
    }
}
