package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

class ResidualFieldTest {
    private static final FlowConfig SMALL = FlowConfig.defaults().toBuilder()
            .hidden(12)
            .blocks(2)
            .timeFeatures(6)
            .build();
    private static final int DIMENSIONS = 5;
    /** float32 sums of at most 12 products through six layers. */
    private static final double TOLERANCE = 2e-5;

    @ParameterizedTest
    @CsvSource({"SILU,true", "SILU,false", "GELU,true", "GELU,false"})
    void agreesWithAPlainComputation(Nonlinearity nonlinearity, boolean layerNorm) {
        FlowConfig config = SMALL.toBuilder()
                .nonlinearity(nonlinearity)
                .layerNorm(layerNorm)
                .build();
        StateDict weights = random(ResidualField.layout(DIMENSIONS, config), 3);
        double[] points = gaussian(4 * DIMENSIONS, 8);
        double[] velocities = new double[points.length];
        try (ResidualField field = new ResidualField(FieldShape.of(DIMENSIONS), config, weights)) {
            field.velocity(0.37, points, velocities);
        }
        for (int row = 0; row < 4; row++) {
            double[] point = Arrays.copyOfRange(points, row * DIMENSIONS, (row + 1) * DIMENSIONS);
            double[] found = Arrays.copyOfRange(velocities, row * DIMENSIONS, (row + 1) * DIMENSIONS);
            assertArrayEquals(plain(weights, config, 0.37, point), found, TOLERANCE);
        }
    }

    @Test
    void standsStillBeforeTraining() {
        double[] velocities = new double[3 * DIMENSIONS];
        Arrays.fill(velocities, 1);
        try (FlowField field = FlowField.untrained(DIMENSIONS, SMALL, new Seed(1))) {
            field.velocity(0.5, gaussian(velocities.length, 2), velocities);
            StateDict weights = field.weights();
            assertTrue(weights.entry("input.weight").get(0) != 0, "only the output layer starts at zero");
        }
        assertArrayEquals(new double[velocities.length], velocities);
    }

    @Test
    void aRowDoesNotDependOnTheOthers() {
        StateDict weights = random(ResidualField.layout(DIMENSIONS, SMALL), 3);
        double[] points = gaussian(32 * DIMENSIONS, 4);
        double[] others = gaussian(32 * DIMENSIONS, 5);
        System.arraycopy(points, 7 * DIMENSIONS, others, 7 * DIMENSIONS, DIMENSIONS);
        double[] first = new double[points.length];
        double[] second = new double[points.length];
        try (ResidualField field = new ResidualField(FieldShape.of(DIMENSIONS), SMALL, weights)) {
            field.velocity(0.1, points, first);
            field.velocity(0.1, others, second);
        }
        for (int d = 7 * DIMENSIONS; d < 8 * DIMENSIONS; d++) {
            assertEquals(first[d], second[d]);
        }
    }

    @Test
    void theTimeMatters() {
        StateDict weights = random(ResidualField.layout(DIMENSIONS, SMALL), 3);
        double[] points = gaussian(DIMENSIONS, 4);
        double[] early = new double[DIMENSIONS];
        double[] late = new double[DIMENSIONS];
        try (ResidualField field = new ResidualField(FieldShape.of(DIMENSIONS), SMALL, weights)) {
            field.velocity(0.2, points, early);
            field.velocity(0.8, points, late);
        }
        assertTrue(Math.abs(early[0] - late[0]) > 1e-3);
    }

    @Test
    void namesItsWeightsLikeAStateDict() {
        assertEquals(
                List.of("input.weight", "input.bias", "blocks.0.norm.weight", "blocks.0.norm.bias"),
                ResidualField.layout(DIMENSIONS, SMALL).entries().stream()
                        .map(Layout.Entry::name)
                        .limit(4)
                        .toList());
    }

    @Test
    void refusesWeightsOfAnotherShape() {
        StateDict weights = random(
                ResidualField.layout(DIMENSIONS, SMALL.toBuilder().hidden(13).build()), 3);
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new ResidualField(FieldShape.of(DIMENSIONS), SMALL, weights).close());
        assertTrue(e.getMessage().contains("input.weight"), e::getMessage);
    }

    @Test
    void refusesHalfAPoint() {
        try (FlowField field = FlowField.untrained(DIMENSIONS, SMALL, new Seed(1))) {
            assertThrows(IllegalArgumentException.class, () -> field.velocity(0, new double[7], new double[7]));
        }
    }

    /** The field as its javadoc defines it, in float64. */
    private static double[] plain(StateDict weights, FlowConfig config, double time, double[] point) {
        int half = config.timeFeatures() / 2;
        double[] input = Arrays.copyOf(point, point.length + 2 * half);
        for (int j = 0; j < half; j++) {
            double angle = Math.pow(64, j / (half - 1.0)) * time;
            input[point.length + j] = Math.sin(angle);
            input[point.length + half + j] = Math.cos(angle);
        }
        double[] h = linear(weights, "input", input);
        for (int b = 0; b < config.blocks(); b++) {
            String block = "blocks." + b;
            double[] inner = linear(weights, block + ".fc1", norm(weights, block + ".norm", h, config));
            double[] outer = linear(weights, block + ".fc2", activate(inner, config));
            for (int i = 0; i < h.length; i++) {
                h[i] += outer[i];
            }
        }
        return linear(weights, "output", activate(norm(weights, "norm", h, config), config));
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

    private static double[] norm(StateDict weights, String name, double[] x, FlowConfig config) {
        if (!config.layerNorm()) {
            return x;
        }
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

    private static double[] activate(double[] x, FlowConfig config) {
        return Arrays.stream(x)
                .map(v -> config.nonlinearity() == Nonlinearity.SILU
                        ? v / (1 + Math.exp(-v))
                        : v * (1 + org.apache.commons.math3.special.Erf.erf(v / Math.sqrt(2))) / 2)
                .toArray();
    }

    private static StateDict random(Layout layout, long seed) {
        float[] flat = new float[layout.size()];
        SplittableRandom random = new Seed(seed).random();
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) (0.4 * random.nextGaussian());
        }
        return StateDict.of(layout, flat);
    }

    private static double[] gaussian(int count, long seed) {
        SplittableRandom random = new Seed(seed).random();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
