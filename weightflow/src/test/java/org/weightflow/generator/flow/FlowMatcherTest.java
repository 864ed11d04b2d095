package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.generator.flow.matching.FlowCoupling;
import org.weightflow.generator.flow.matching.FlowPath;
import org.weightflow.generator.flow.matching.Mixing;
import org.weightflow.networks.Seed;

class FlowMatcherTest {
    private static final FlowConfig CONFIG =
            FlowConfig.defaults().toBuilder().hidden(4).timeFeatures(4).build();
    private static final int FEATURES = 4;
    private static final double[][] CODES = {{3, -1}, {-2, 5}, {0.5, 0.25}};
    private static final int ROWS = 3000;
    /** Rows that are coupled by transport, which takes long for many. */
    private static final int FEW = 200;

    private static final double ROUNDING = 1e-5;

    /** One drawn batch, taken apart. */
    private static final class Drawn {
        private final float[] x;
        private final double[] t;
        private final float[] u;

        Drawn(float[] x, double[] t, float[] u) {
            this.x = x;
            this.t = t;
            this.u = u;
        }

        /** x_t - t u = x0. */
        double noise(int i) {
            return x[i] - t[i / 2] * u[i];
        }

        static Drawn of(FlowConfig config, long step) {
            return of(config, ROWS, step);
        }

        static Drawn of(FlowConfig config, int rows, long step) {
            return of(config, rows, (matcher, batch) -> matcher.draw(step, batch));
        }

        static Drawn of(FlowConfig config, BiConsumer<FlowMatcher, FlowMatcher.Batch> draw) {
            return of(config, ROWS, draw);
        }

        static Drawn of(FlowConfig config, int rows, BiConsumer<FlowMatcher, FlowMatcher.Batch> draw) {
            FlowMatcher matcher = new FlowMatcher(CODES, config, new Seed(5));
            try (FlowField field = FlowField.untrained(2, config, new Seed(1));
                    FlowMatcher.Batch batch = matcher.newBatch(field, rows)) {
                draw.accept(matcher, batch);
                float[] x = new float[2 * rows];
                double[] t = new double[rows];
                float[] sent = batch.inputs().array().toFloatArray();
                for (int row = 0; row < rows; row++) {
                    int at = row * (2 + FEATURES);
                    System.arraycopy(sent, at, x, 2 * row, 2);
                    // The slowest wave turns by one radian, so its angle is the time.
                    t[row] = Math.atan2(sent[at + 2], sent[at + 4]);
                }
                return new Drawn(x, t, batch.targets().toFloatArray());
            }
        }
    }

    @Test
    void pointsLieOnTheLinesThatTheTargetsPointAlong() {
        Drawn drawn = Drawn.of(CONFIG, 7);
        boolean[] met = new boolean[CODES.length];
        for (int row = 0; row < ROWS; row++) {
            // x_t + (1 - t) u = x1, which must be one of the codes in both dimensions.
            double a = drawn.x[2 * row] + (1 - drawn.t[row]) * drawn.u[2 * row];
            double b = drawn.x[2 * row + 1] + (1 - drawn.t[row]) * drawn.u[2 * row + 1];
            int found = -1;
            for (int c = 0; c < CODES.length; c++) {
                found = Math.abs(a - CODES[c][0]) + Math.abs(b - CODES[c][1]) < ROUNDING ? c : found;
            }
            assertTrue(found >= 0, () -> a + ", " + b + " is no code");
            met[found] = true;
        }
        assertArrayEquals(new boolean[] {true, true, true}, met);
    }

    /** With c = cos, s = sin of pi t / 2 and w = 2 u / pi: x1 = s x_t + c w and x0 = c x_t - s w. */
    @ParameterizedTest
    @EnumSource
    void pointsLieOnTheArcsThatTheTargetsPointAlong(FlowCoupling coupling) {
        Drawn drawn = Drawn.of(
                CONFIG.toBuilder()
                        .path(FlowPath.VARIANCE_PRESERVING)
                        .coupling(coupling)
                        .build(),
                FEW,
                7);
        double[] noise = new double[2 * FEW];
        for (int i = 0; i < noise.length; i++) {
            double c = Math.cos(Math.PI / 2 * drawn.t[i / 2]);
            double s = Math.sin(Math.PI / 2 * drawn.t[i / 2]);
            double w = 2 / Math.PI * drawn.u[i];
            double x1 = s * drawn.x[i] + c * w;
            assertTrue(
                    Arrays.stream(CODES).anyMatch(code -> Math.abs(code[0] - x1) < ROUNDING)
                            || Arrays.stream(CODES).anyMatch(code -> Math.abs(code[1] - x1) < ROUNDING),
                    () -> x1 + " is of no code");
            noise[i] = c * drawn.x[i] - s * w;
        }
        assertEquals(0, mean(noise), 4 / Math.sqrt(2 * FEW));
        assertEquals(1, mean(Arrays.stream(noise).map(v -> v * v).toArray()), 4 * Math.sqrt(2 / (2.0 * FEW)));
    }

    @Test
    void transportShortensTheWaysAndLeavesBothEnds() {
        Drawn alone = Drawn.of(CONFIG, FEW, 7);
        Drawn together = Drawn.of(
                CONFIG.toBuilder().coupling(FlowCoupling.OPTIMAL_TRANSPORT).build(), FEW, 7);
        assertTrue(squares(together.u) < 0.9 * squares(alone.u), "targets are the ways from x0 to x1");
        double[] noise = new double[2 * FEW];
        double[] other = new double[2 * FEW];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = alone.noise(i);
            other[i] = together.noise(i);
        }
        Arrays.sort(noise);
        Arrays.sort(other);
        assertArrayEquals(noise, other, ROUNDING, "the same sources in another order");
    }

    @Test
    void aStochasticPathAddsItsNoise() {
        Drawn bare = Drawn.of(CONFIG, 7);
        Drawn noisy = Drawn.of(CONFIG.toBuilder().path(FlowPath.STOCHASTIC).build(), 7);
        double[] z = new double[2 * ROWS];
        for (int i = 0; i < z.length; i++) {
            double t = Math.max(1e-3, Math.min(1 - 1e-3, bare.t[i / 2]));
            assertEquals(t, noisy.t[i / 2], ROUNDING);
            double g = Math.sqrt(2 * t * (1 - t));
            // x_t and u are moved by one and the same z.
            z[i] = (noisy.x[i] - bare.x[i]) / g;
            double scale = (1 - 2 * t) / g;
            if (g < 0.2) {
                continue; // The times are read back from single-precision waves, which is not enough there.
            }
            assertEquals(scale * z[i], noisy.u[i] - bare.u[i], 0.01 + 0.05 * Math.abs(scale));
        }
        assertEquals(1, mean(Arrays.stream(z).map(v -> v * v).toArray()), 0.1);
    }

    @Test
    void noiseIsStandardNormalAndTimesAreUniform() {
        Drawn drawn = Drawn.of(CONFIG, 7);
        double[] noise = new double[2 * ROWS];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = drawn.noise(i);
        }
        // Four standard errors of 6000 and 3000 draws.
        assertEquals(0, mean(noise), 4 / Math.sqrt(6000));
        assertEquals(1, mean(Arrays.stream(noise).map(v -> v * v).toArray()), 4 * Math.sqrt(2 / 6000.0));
        assertEquals(0.5, mean(drawn.t), 4 * Math.sqrt(1 / 12.0 / 3000));
        assertEquals(1 / 3.0, mean(Arrays.stream(drawn.t).map(v -> v * v).toArray()), 4 * 0.3 / Math.sqrt(3000));
        assertTrue(Arrays.stream(drawn.t).allMatch(t -> t >= -ROUNDING && t <= 1 + ROUNDING));
    }

    @Test
    void aStepIsDrawnAloneFromItsNumber() {
        assertArrayEquals(Drawn.of(CONFIG, 7).x, Drawn.of(CONFIG, 7).x);
        Drawn first = Drawn.of(CONFIG, 7);
        Drawn second = Drawn.of(CONFIG, 8);
        assertFalse(Arrays.equals(first.t, second.t), "fresh times");
        assertTrue(Math.abs(first.noise(0) - second.noise(0)) > ROUNDING, "fresh noise");
    }

    @Test
    void jitterMovesTheCodesAndSigmaThePoints() {
        double[] moved = ends(Drawn.of(CONFIG.toBuilder().jitter(0.5).build(), 1));
        assertEquals(0.5, Math.sqrt(mean(Arrays.stream(moved).map(v -> v * v).toArray())), 0.03);
        Drawn blurred = Drawn.of(CONFIG.toBuilder().sigma(0.25).build(), 1);
        double[] off = ends(blurred);
        assertEquals(0.25, Math.sqrt(mean(Arrays.stream(off).map(v -> v * v).toArray())), 0.015);
    }

    /**
     * Of combinations of m different ones of N codes, w ~ Dirichlet(a): the covariance is (q - (1 - q) / (N - 1)) S, q = E sum w^2 =
     * (a + 1) / (m a + 1), here with N = 3.
     */
    @ParameterizedTest(name = "share {0}, {1} members, concentration {2}")
    @CsvSource({"0, 2, 1", "1, 2, 1", "0.6, 2, 1", "1, 3, 0.5", "0.5, 3, 8", "1, 9, 1"})
    void mixedTargetsHaveTheirMoments(double share, int members, double concentration) {
        Drawn drawn = Drawn.of(
                CONFIG.toBuilder()
                        .mixing(new Mixing(share, members, concentration))
                        .build(),
                3);
        int m = Math.min(members, CODES.length);
        double q = (concentration + 1) / (m * concentration + 1);
        double shrink = 1 - share + share * (q - (1 - q) / 2);
        double[] mean = {0.5, 4.25 / 3};
        for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
                double expected = 0;
                for (double[] code : CODES) {
                    expected += (code[a] - mean[a]) * (code[b] - mean[b]) / 3;
                }
                double found = 0;
                double average = 0;
                for (int row = 0; row < ROWS; row++) {
                    found += (end(drawn, row, a) - mean[a]) * (end(drawn, row, b) - mean[b]) / ROWS;
                    average += end(drawn, row, a) / ROWS;
                }
                assertEquals(shrink * expected, found, 0.6, a + ", " + b);
                // Five standard errors: no code is further than 3.6 from the mean.
                assertEquals(mean[a], average, 5 * 3.6 / Math.sqrt(ROWS));
            }
        }
    }

    @Test
    void aShareOfTheTargetsIsMixed() {
        Drawn drawn = Drawn.of(
                CONFIG.toBuilder().mixing(Mixing.none().withShare(0.25)).build(), 3);
        int whole = 0;
        for (int row = 0; row < ROWS; row++) {
            double a = end(drawn, row, 0);
            double b = end(drawn, row, 1);
            whole += Arrays.stream(CODES).anyMatch(code -> Math.abs(code[0] - a) + Math.abs(code[1] - b) < ROUNDING)
                    ? 1
                    : 0;
        }
        assertEquals(0.75 * ROWS, whole, 4 * Math.sqrt(0.75 * 0.25 * ROWS));
    }

    /** x_t + (1 - t) u = x1. */
    private static double end(Drawn drawn, int row, int dimension) {
        int i = 2 * row + dimension;
        return drawn.x[i] + (1 - drawn.t[row]) * drawn.u[i];
    }

    @Test
    void theFixedGridSpreadsTimesAndTakesCodesInTurn() {
        Drawn grid = Drawn.of(
                CONFIG.toBuilder().jitter(1).sigma(1).build(), (matcher, batch) -> matcher.drawFixed("grid", batch));
        for (int row = 0; row < ROWS; row++) {
            double[] code = CODES[row % CODES.length];
            for (int d = 0; d < 2; d++) {
                assertEquals(code[d], grid.x[2 * row + d] + (1 - grid.t[row]) * grid.u[2 * row + d], ROUNDING);
            }
        }
        double[] sorted = grid.t.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < ROWS; i++) {
            assertTrue(sorted[i] - sorted[i - 1] < 3.0 / ROWS, "a hole in the grid of times");
        }
    }

    /** How far x_t + (1 - t) u is from the nearest code, per coordinate. */
    private static double[] ends(Drawn drawn) {
        double[] off = new double[2 * ROWS];
        for (int row = 0; row < ROWS; row++) {
            double best = Double.POSITIVE_INFINITY;
            for (double[] code : CODES) {
                double a = drawn.x[2 * row] + (1 - drawn.t[row]) * drawn.u[2 * row] - code[0];
                double b = drawn.x[2 * row + 1] + (1 - drawn.t[row]) * drawn.u[2 * row + 1] - code[1];
                if (a * a + b * b < best) {
                    best = a * a + b * b;
                    off[2 * row] = a;
                    off[2 * row + 1] = b;
                }
            }
        }
        return off;
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        return sum;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
