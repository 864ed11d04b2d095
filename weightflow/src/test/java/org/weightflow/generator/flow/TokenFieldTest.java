package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

class TokenFieldTest {
    private static final FlowConfig SMALL = FlowConfig.defaults().toBuilder()
            .field(FieldKind.TOKENS)
            .hidden(10)
            .blocks(2)
            .timeFeatures(4)
            .tokens(new TokenSettings(6, 2))
            .build();
    private static final FieldShape SHAPE = new FieldShape(List.of(2, 3, 1), 0);
    private static final int DIMENSIONS = 6;
    /** float32 sums of some products through a dozen layers. */
    private static final double TOLERANCE = 5e-5;

    @Test
    void agreesWithAPlainComputation() {
        StateDict weights = random(TokenField.layout(SHAPE, SMALL));
        double[] points = gaussian(3 * DIMENSIONS, 4);
        double[] found = velocities(SHAPE, weights, points);
        for (int row = 0; row < 3; row++) {
            assertArrayEquals(
                    plain(weights, Arrays.copyOfRange(points, row * DIMENSIONS, (row + 1) * DIMENSIONS)),
                    Arrays.copyOfRange(found, row * DIMENSIONS, (row + 1) * DIMENSIONS),
                    TOLERANCE);
        }
    }

    /** Attention knows no order: parts in another order, with their layers, give the same velocities in that order. */
    @Test
    void theOrderOfThePartsDoesNotMatter() {
        int[] order = {2, 0, 1};
        FieldShape other = new FieldShape(List.of(1, 2, 3), 0);
        StateDict weights = random(TokenField.layout(SHAPE, SMALL));
        Layout layout = TokenField.layout(other, SMALL);
        float[] moved = new float[layout.size()];
        for (Layout.Entry entry : layout.entries()) {
            String name = entry.name();
            for (int p = 0; p < 3; p++) {
                for (String layer : List.of("embed.", "output.")) {
                    if (entry.name().startsWith(layer + p + ".")) {
                        name = entry.name().replace(layer + p, layer + order[p]);
                    }
                }
            }
            weights.entry(name).get(0, moved, layout.offset(layout.indexOf(entry.name())), entry.size());
        }
        double[] points = gaussian(DIMENSIONS, 4);
        assertArrayEquals(
                reordered(velocities(SHAPE, weights, points)),
                velocities(other, StateDict.of(layout, moved), reordered(points)),
                TOLERANCE);
    }

    /** Two layers of two dimensions: each uniform on two points, but always of one sign. No layer alone tells that. */
    @Test
    void learnsThatPartsGoTogether() {
        FlowConfig config = SMALL.toBuilder()
                .hidden(32)
                .blocks(1)
                .timeFeatures(8)
                .tokens(new TokenSettings(16, 2))
                .batch(96)
                .steps(700)
                .learningRate(4e-3)
                .warmupSteps(20)
                .emaDecay(0.98)
                .evaluationInterval(10_000)
                .build();
        SplittableRandom random = new Seed(4).random();
        double[][] codes = new double[1500][4];
        for (double[] code : codes) {
            double sign = random.nextBoolean() ? 1 : -1;
            for (int d = 0; d < 4; d++) {
                code[d] = (d % 2 == 0 ? 1.5 * sign : 0) + 0.3 * random.nextGaussian();
            }
        }
        FlowData data =
                FlowData.of(codes, new double[0][], new double[] {1, 1, 1, 1}).withParts(List.of(2, 0, 2));
        TrainedFlow flow =
                new FlowTrainer(data, config, CheckpointChoice.last(), null, new Seed(11)).train(FlowListener.SILENT);
        double[] points = gaussian(4 * 500, 9);
        try (FlowField field = FlowField.of(data.shape(), config, flow.weights())) {
            new RungeKutta4(15).integrate(field, points);
        }
        int together = 0;
        int positive = 0;
        for (int i = 0; i < 500; i++) {
            together += points[4 * i] * points[4 * i + 2] > 0 ? 1 : 0;
            positive += points[4 * i] > 0 ? 1 : 0;
        }
        assertEquals(500, together, 25);
        assertEquals(250, positive, 60);
    }

    @Test
    void standsStillBeforeTraining() {
        double[] velocities = new double[DIMENSIONS];
        Arrays.fill(velocities, 1);
        try (FlowField field = FlowField.untrained(SHAPE, SMALL, new Seed(1))) {
            field.velocity(0.5, gaussian(DIMENSIONS, 2), velocities);
        }
        assertArrayEquals(new double[DIMENSIONS], velocities);
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> new TokenSettings(10, 4));
        assertThrows(IllegalArgumentException.class, () -> FlowData.of(new double[2][3], new double[0][], new double[3])
                .withParts(List.of(2, 2)));
    }

    private static double[] velocities(FieldShape shape, StateDict weights, double[] points) {
        double[] velocities = new double[points.length];
        try (FlowField field = FlowField.of(shape, SMALL, weights)) {
            field.velocity(0.37, points, velocities);
        }
        return velocities;
    }

    /** Parts 2, 0 and 1. */
    private static double[] reordered(double[] point) {
        return new double[] {point[5], point[0], point[1], point[2], point[3], point[4]};
    }

    /** The field as its javadoc defines it, in float64, of one point. */
    private static double[] plain(StateDict weights, double[] point) {
        int half = SMALL.timeFeatures() / 2;
        double[] time = new double[2 * half];
        for (int j = 0; j < half; j++) {
            double angle = Math.pow(64, j / (half - 1.0)) * 0.37;
            time[j] = Math.sin(angle);
            time[half + j] = Math.cos(angle);
        }
        List<double[]> h = new ArrayList<>();
        int from = 0;
        for (int p = 0; p < 3; p++) {
            int size = SHAPE.parts().get(p);
            double[] read = Arrays.copyOf(Arrays.copyOfRange(point, from, from + size), size + time.length);
            System.arraycopy(time, 0, read, size, time.length);
            h.add(linear(weights, "embed." + p, read));
            from += size;
        }
        for (int b = 0; b < 2; b++) {
            String block = "blocks." + b + ".";
            List<double[]> attended = attend(h.stream()
                    .map(x -> linear(weights, block + "qkv", norm(weights, block + "norm1", x)))
                    .toList());
            for (int p = 0; p < 3; p++) {
                add(h.get(p), linear(weights, block + "proj", attended.get(p)));
                double[] inside = linear(weights, block + "fc1", norm(weights, block + "norm2", h.get(p)));
                add(
                        h.get(p),
                        linear(
                                weights,
                                block + "fc2",
                                Arrays.stream(inside)
                                        .map(v -> v / (1 + Math.exp(-v)))
                                        .toArray()));
            }
        }
        double[] velocity = new double[0];
        for (int p = 0; p < 3; p++) {
            double[] own = linear(weights, "output." + p, norm(weights, "norm", h.get(p)));
            int at = velocity.length;
            velocity = Arrays.copyOf(velocity, at + own.length);
            System.arraycopy(own, 0, velocity, at, own.length);
        }
        return velocity;
    }

    /** Two heads of three units. */
    private static List<double[]> attend(List<double[]> qkv) {
        List<double[]> out = new ArrayList<>();
        for (double[] query : qkv) {
            double[] result = new double[6];
            for (int head = 0; head < 2; head++) {
                double[] weights = new double[qkv.size()];
                double sum = 0;
                for (int j = 0; j < weights.length; j++) {
                    double score = 0;
                    for (int u = 3 * head; u < 3 * head + 3; u++) {
                        score += query[u] * qkv.get(j)[6 + u];
                    }
                    weights[j] = Math.exp(score / Math.sqrt(3));
                    sum += weights[j];
                }
                for (int j = 0; j < weights.length; j++) {
                    for (int u = 3 * head; u < 3 * head + 3; u++) {
                        result[u] += weights[j] / sum * qkv.get(j)[12 + u];
                    }
                }
            }
            out.add(result);
        }
        return out;
    }

    private static void add(double[] to, double[] more) {
        for (int i = 0; i < to.length; i++) {
            to[i] += more[i];
        }
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

    private static StateDict random(Layout layout) {
        float[] flat = new float[layout.size()];
        SplittableRandom random = new Seed(8).random();
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
