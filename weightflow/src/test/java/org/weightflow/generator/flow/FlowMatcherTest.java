package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class FlowMatcherTest {
    private static final FlowConfig CONFIG =
            FlowConfig.defaults().toBuilder().hidden(4).timeFeatures(4).build();
    private static final int FEATURES = 4;
    private static final double[][] CODES = {{3, -1}, {-2, 5}, {0.5, 0.25}};
    private static final int ROWS = 3000;
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
            return of(config, (matcher, batch) -> matcher.draw(step, batch));
        }

        static Drawn of(FlowConfig config, BiConsumer<FlowMatcher, FlowMatcher.Batch> draw) {
            FlowMatcher matcher = new FlowMatcher(CODES, config, new Seed(5));
            try (FlowField field = FlowField.untrained(2, config, new Seed(1));
                    FlowMatcher.Batch batch = matcher.newBatch(field, ROWS)) {
                draw.accept(matcher, batch);
                float[] x = new float[2 * ROWS];
                double[] t = new double[ROWS];
                float[] sent = batch.inputs().array().toFloatArray();
                for (int row = 0; row < ROWS; row++) {
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

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
