package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.artefact.Json;
import org.weightflow.networks.engine.EngineRuntime;

class BottleneckFieldTest {
    private static final FlowConfig SMALL = FlowConfig.deepWeightFlow().toBuilder()
            .hidden(12)
            .timeFeatures(6)
            .steps(30)
            .batch(9)
            .evaluationInterval(15)
            .build();
    private static final int DIMENSIONS = 5;
    /** float32 sums of at most 12 products through six layers. */
    private static final double TOLERANCE = 2e-5;

    /** 99 dimensions, 512 units, 64 for the time: the number of parameters of the authors' network. */
    @Test
    void hasTheParametersOfThePublishedNetwork() {
        assertEquals(404_515, FlowField.layout(99, FlowConfig.deepWeightFlow()).size());
    }

    @Test
    void agreesWithAPlainComputation() {
        Layout layout = FlowField.layout(DIMENSIONS, SMALL);
        float[] flat = new float[layout.size()];
        SplittableRandom random = new Seed(3).random();
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) (0.4 * random.nextGaussian());
        }
        StateDict weights = StateDict.of(layout, flat);
        double[] points = new double[3 * DIMENSIONS];
        Arrays.setAll(points, i -> (float) random.nextGaussian());
        double[] velocities = new double[points.length];
        try (FlowField field = FlowField.of(DIMENSIONS, SMALL, weights)) {
            field.velocity(0.37, points, velocities);
        }
        for (int row = 0; row < 3; row++) {
            int from = row * DIMENSIONS;
            assertArrayEquals(
                    plain(weights, 0.37, Arrays.copyOfRange(points, from, from + DIMENSIONS)),
                    Arrays.copyOfRange(velocities, from, from + DIMENSIONS),
                    TOLERANCE);
        }
    }

    @Test
    void trainsToTheSameBytesOnAnyNumberOfThreads() {
        int threads = EngineRuntime.threads();
        try {
            EngineRuntime.setThreads(1);
            TrainedFlow alone = train();
            EngineRuntime.setThreads(3);
            TrainedFlow together = train();
            assertTrue(alone.weights().sameBits(together.weights()));
            assertEquals(alone.curve(), together.curve());
            assertTrue(
                    alone.curve().get(2).trainingLoss() < alone.curve().get(1).trainingLoss());
        } finally {
            EngineRuntime.setThreads(threads);
        }
    }

    private static TrainedFlow train() {
        SplittableRandom random = new Seed(4).random();
        double[][] codes = new double[6][DIMENSIONS];
        for (double[] code : codes) {
            Arrays.setAll(code, d -> random.nextGaussian());
        }
        double[] ones = DoubleStream.generate(() -> 1).limit(DIMENSIONS).toArray();
        return new FlowTrainer(
                        codes,
                        new double[][] {codes[0]},
                        ones,
                        SMALL.toBuilder().learningRate(0.01).build(),
                        CheckpointChoice.last(),
                        null,
                        new Seed(5))
                .train(FlowListener.SILENT);
    }

    @Test
    void onlyWhatIsUnusualIsWritten() {
        String usual = Json.line(FlowConfig.defaults());
        assertFalse(usual.contains("field") || usual.contains("optimizer"), usual);
        String published = Json.line(FlowConfig.deepWeightFlow());
        assertTrue(published.contains("\"field\":") && published.contains("\"beta2\":0.95"), published);
    }

    @Test
    void refusesAnOddWidth() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> SMALL.toBuilder().hidden(13).build());
        assertTrue(e.getMessage().contains("hidden 13"), e::getMessage);
    }

    /** The field as its javadoc defines it, in float64. */
    private static double[] plain(StateDict weights, double time, double[] point) {
        double[] e = linear(weights, "time.fc2", gelu(linear(weights, "time.fc1", new double[] {time})));
        double[] h = DoubleStream.concat(Arrays.stream(point), Arrays.stream(e)).toArray();
        for (int l = 1; l <= 3; l++) {
            h = gelu(norm(weights, "norm" + l, linear(weights, "fc" + l, h)));
        }
        return linear(weights, "output", h);
    }

    private static double[] linear(StateDict weights, String name, double[] x) {
        double[] y = new double[weights.entry(name + ".bias").capacity()];
        for (int o = 0; o < y.length; o++) {
            y[o] = weights.entry(name + ".bias").get(o);
            for (int i = 0; i < x.length; i++) {
                y[o] += weights.entry(name + ".weight").get(o * x.length + i) * x[i];
            }
        }
        return y;
    }

    private static double[] norm(StateDict weights, String name, double[] x) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = (x[i] - mean)
                            / Math.sqrt(variance + 1e-5)
                            * weights.entry(name + ".weight").get(i)
                    + weights.entry(name + ".bias").get(i);
        }
        return y;
    }

    private static double[] gelu(double[] x) {
        return Arrays.stream(x).map(v -> v * Erf.erfc(-v / Math.sqrt(2)) / 2).toArray();
    }
}
