package org.weightflow.generator.flow.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;
import org.weightflow.networks.engine.EngineTeam;
import org.weightflow.networks.engine.TensorStore;

/** Dropout and the rest of the bookkeeping; gradients of whole fields are FieldGradientTest's. */
class ProgramTest {
    private static final int ROWS = 5;
    private static final int IN = 3;
    private static final int HIDDEN = 6;
    private static final int OUT = 2;
    private static final double DROPOUT = 0.4;
    private static final Layout LAYOUT = Layout.of(List.of(
            new Layout.Entry("a.weight", List.of(HIDDEN, IN), Layout.Kind.WEIGHT, false),
            new Layout.Entry("a.bias", List.of(HIDDEN), Layout.Kind.BIAS, false),
            new Layout.Entry("b.weight", List.of(OUT, HIDDEN), Layout.Kind.WEIGHT, false),
            new Layout.Entry("b.bias", List.of(OUT), Layout.Kind.BIAS, false)));
    private static final float[] INPUTS = gaussian(ROWS * IN, 1);
    private static final float[] TARGETS = gaussian(ROWS * OUT, 2);
    private static final float[] WEIGHTS = gaussian(LAYOUT.size(), 3);

    private static final Seed STEP = new Seed(9);

    /** By central differences of the same network in float64, with the dropout that the seed tells. */
    @Test
    void dropoutHasItsShareOfTheGradient() {
        DropoutFactors factors = new DropoutFactors(ROWS * HIDDEN, DROPOUT);
        factors.drawNext(STEP.child(0).random());
        factors.advance();
        double[] weights = new double[WEIGHTS.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = WEIGHTS[i];
        }
        double[] expected = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            double[] moved = weights.clone();
            moved[i] += 1e-5;
            double above = loss(moved, factors.current());
            moved[i] -= 2e-5;
            expected[i] = (above - loss(moved, factors.current())) / 2e-5;
        }
        try (Fixture fixture = new Fixture()) {
            fixture.program.drawDropout(STEP);
            fixture.program.advance();
            assertEquals(loss(weights, factors.current()), fixture.differentiate(), 1e-5);
            float[] found = fixture.gradient();
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], 1e-5, "value " + i);
            }
        }
    }

    @Test
    void whatIsDrawnCountsOnlyAfterAdvancing() {
        try (Fixture fixture = new Fixture()) {
            fixture.program.drawDropout(STEP);
            fixture.program.advance();
            double first = fixture.differentiate();
            float[] gradient = fixture.gradient();
            fixture.program.drawDropout(STEP.child("next"));
            assertEquals(first, fixture.differentiate());
            assertArrayEquals(gradient, fixture.gradient());
            fixture.program.advance();
            fixture.differentiate();
            assertFalse(Arrays.equals(gradient, fixture.gradient()));
        }
    }

    @Test
    void theBytesDoNotDependOnTheThreads() {
        int threads = EngineRuntime.threads();
        try {
            EngineRuntime.setThreads(1);
            float[] alone = gradientOfAStep();
            EngineRuntime.setThreads(3);
            assertArrayEquals(alone, gradientOfAStep());
        } finally {
            EngineRuntime.setThreads(threads);
        }
    }

    private static float[] gradientOfAStep() {
        try (Fixture fixture = new Fixture()) {
            fixture.program.drawDropout(STEP);
            fixture.program.advance();
            fixture.differentiate();
            return fixture.gradient();
        }
    }

    @Test
    void dropoutDropsItsShareAndKeepsTheMean() {
        int count = 10_000;
        DropoutFactors factors = new DropoutFactors(count, 0.2);
        factors.drawNext(STEP.random());
        factors.advance();
        int dropped = 0;
        for (float factor : factors.current()) {
            dropped += factor == 0 ? 1 : 0;
            assertEquals(factor == 0 ? 0 : 1.25f, factor);
        }
        // Four standard errors.
        assertEquals(2000, dropped, 4 * Math.sqrt(count * 0.2 * 0.8));
    }

    private static final class Fixture implements AutoCloseable {
        private final TensorStore store = new TensorStore(LAYOUT, 1);
        private final EngineTeam team = new EngineTeam();
        private final Program program;

        Fixture() {
            store.put(0, StateDict.of(LAYOUT, WEIGHTS.clone()));
            program = new Program(store, ROWS, new TrainingTimes());
            Units hidden = program.activate(SmoothFunction.SILU, program.linear("a", program.input(IN)), DROPOUT);
            program.finish(program.linear("b", hidden));
        }

        double differentiate() {
            return program.differentiate(team, INPUTS, TARGETS, () -> {});
        }

        float[] gradient() {
            float[] all = new float[LAYOUT.size()];
            for (int e = 0; e < LAYOUT.entries().size(); e++) {
                float[] entry = new float[LAYOUT.entry(e).size()];
                program.read(e, 0, entry, entry.length);
                System.arraycopy(entry, 0, all, LAYOUT.offset(e), entry.length);
            }
            return all;
        }

        @Override
        public void close() {
            team.close();
            program.close();
            store.close();
        }
    }

    private static double loss(double[] w, float[] factors) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            double[] hidden = new double[HIDDEN];
            for (int h = 0; h < HIDDEN; h++) {
                double z = w[HIDDEN * IN + h];
                for (int i = 0; i < IN; i++) {
                    z += w[h * IN + i] * INPUTS[row * IN + i];
                }
                hidden[h] = z / (1 + Math.exp(-z)) * factors[row * HIDDEN + h];
            }
            int second = HIDDEN * IN + HIDDEN;
            for (int o = 0; o < OUT; o++) {
                double y = w[second + OUT * HIDDEN + o];
                for (int h = 0; h < HIDDEN; h++) {
                    y += w[second + o * HIDDEN + h] * hidden[h];
                }
                sum += (y - TARGETS[row * OUT + o]) * (y - TARGETS[row * OUT + o]);
            }
        }
        return sum / (ROWS * OUT);
    }

    private static float[] gaussian(int count, long seed) {
        SplittableRandom random = new Seed(seed).random();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.7 * random.nextGaussian());
        }
        return values;
    }
}
