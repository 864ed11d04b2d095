package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.generator.flow.matching.FlowCoupling;
import org.weightflow.generator.flow.matching.Mixing;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

class GuidedFieldTest {
    private static final int SAMPLES = 400;
    private static final FlowConfig QUICK = FlowConfig.defaults().toBuilder()
            .hidden(48)
            .blocks(1)
            .timeFeatures(8)
            .batch(96)
            .steps(700)
            .learningRate(4e-3)
            .warmupSteps(20)
            .emaDecay(0.98)
            .conditionDropout(0.2)
            .evaluationInterval(10_000)
            .build();

    /** Class 0 lies about (-2, 0), three times as many of class 1 about (2, 0), spread 0.4. */
    @ParameterizedTest
    @CsvSource({"RESIDUAL, INDEPENDENT", "RESIDUAL, OPTIMAL_TRANSPORT", "BOTTLENECK, INDEPENDENT"})
    void theClassDecidesTheMode(FieldKind kind, FlowCoupling coupling) {
        SplittableRandom random = new Seed(2).random();
        double[][] codes = new double[1200][];
        float[][] classes = new float[codes.length][];
        for (int i = 0; i < codes.length; i++) {
            boolean first = i % 4 == 0;
            classes[i] = first ? new float[] {1, 0} : new float[] {0, 1};
            codes[i] = new double[] {(first ? -2 : 2) + 0.4 * random.nextGaussian(), 0.4 * random.nextGaussian()};
        }
        FlowConfig config = QUICK.toBuilder()
                .field(kind)
                .dropout(0)
                .coupling(coupling)
                .batch(64)
                .build();
        FlowData data = data(codes, classes);
        TrainedFlow flow = train(data, config);
        for (int asked = 0; asked < 2; asked++) {
            float[] condition = asked == 0 ? new float[] {1, 0} : new float[] {0, 1};
            double[] found = sample(flow, data, config, condition, 1);
            double centre = asked == 0 ? -2 : 2;
            assertTrue(shareOnSide(found, 0, centre) > 0.95, () -> "of class at " + centre);
            assertEquals(centre, mean(found, 0), 0.25);
            assertEquals(0, mean(found, 1), 0.15);
        }
        double[] blind = sample(flow, data, config, new float[] {1, 0}, 0);
        assertEquals(0.25, shareOnSide(blind, 0, -2), 0.08, "without a condition a quarter is of class 0");
    }

    /** The codes are c + 0.3 noise in one dimension, and noise alone in the other. */
    @Test
    void aQuantityMovesTheSamplesAndGuidanceMovesThemOn() {
        SplittableRandom random = new Seed(2).random();
        double[][] codes = new double[2000][];
        float[][] quantities = new float[codes.length][];
        for (int i = 0; i < codes.length; i++) {
            double c = random.nextGaussian();
            quantities[i] = new float[] {(float) c};
            codes[i] = new double[] {c + 0.3 * random.nextGaussian(), random.nextGaussian()};
        }
        FlowData data = data(codes, quantities);
        TrainedFlow flow = train(data, QUICK);
        double[] means = new double[3];
        for (int w = 0; w < 3; w++) {
            means[w] = mean(sample(flow, data, QUICK, new float[] {1.2f}, w), 0);
        }
        assertEquals(0, means[0], 0.15, "guidance 0 is unconditional");
        assertEquals(1.2, means[1], 0.15, "guidance 1 is conditional");
        assertTrue(means[2] > means[1] + 0.1, () -> "guidance 2 goes beyond: " + Arrays.toString(means));
        assertEquals(-0.8, mean(sample(flow, data, QUICK, new float[] {-0.8f}, 1), 0), 0.15);
    }

    @ParameterizedTest
    @CsvSource({"RESIDUAL", "BOTTLENECK"})
    void followsItsFormula(FieldKind kind) {
        FlowConfig config = QUICK.toBuilder().field(kind).build();
        FieldShape shape = new FieldShape(List.of(3), 2);
        StateDict weights = random(FlowField.layout(shape, config));
        float[][] conditions = {{0.5f, -1}, {2, 0}, {0, 0}, {1, 1}};
        double[] points = new double[12];
        Arrays.setAll(points, i -> Math.sin(i));
        double[] without = new double[12];
        double[] with = new double[12];
        try (FlowField field = FlowField.of(shape, config, weights)) {
            field.velocity(0.3, points, without);
            field.velocity(0.3, points, conditions, with);
            assertFalse(Arrays.equals(without, with));
            for (double w : new double[] {0, 1, 0.25, 3}) {
                double[] found = new double[12];
                new GuidedField(field, conditions, w).velocity(0.3, points, found);
                double[] expected = new double[12];
                Arrays.setAll(expected, i -> without[i] + w * (with[i] - without[i]));
                assertArrayEquals(w == 0 ? without : w == 1 ? with : expected, found, w == 0 || w == 1 ? 0 : 1e-12);
            }
            // Features of zero are a condition, too, and not the lack of one.
            for (int d = 6; d < 9; d++) {
                assertTrue(Math.abs(with[d] - without[d]) > 1e-4);
            }
        }
    }

    @Test
    void conditionsAreDroppedAsOftenAsConfiguredAndMixedWithTheirCodes() {
        double[][] codes = {{1, 5}, {2, -3}, {4, 0}};
        float[][] conditions = {{1}, {2}, {4}};
        FlowConfig config = QUICK.toBuilder()
                .mixing(Mixing.none().withShare(0.5))
                .conditionDropout(0.3)
                .timeFeatures(2)
                .build();
        FlowData data = data(codes, conditions);
        FlowMatcher matcher = new FlowMatcher(codes, conditions, data.source(config), config, new Seed(5));
        int rows = 2000;
        int dropped = 0;
        try (FlowField field = FlowField.untrained(data.shape(), config, new Seed(1));
                FlowMatcher.Batch batch = matcher.newBatch(field, rows)) {
            matcher.draw(3, batch);
            for (int row = 0; row < rows; row++) {
                int at = batch.inputs().start(row) + 2;
                float[] values = batch.inputs().values();
                double t = Math.atan2(values[at], values[at + 1]);
                double x1 = values[at - 2] + (1 - t) * batch.targetValues()[2 * row];
                boolean none = values[at + 3] == 1;
                dropped += none ? 1 : 0;
                // The first dimension of each code is its condition.
                assertEquals(none ? 0 : x1, values[at + 2], 1e-4);
            }
        }
        assertEquals(0.3 * rows, dropped, 4 * Math.sqrt(0.3 * 0.7 * rows));
    }

    private static FlowData data(double[][] codes, float[][] conditions) {
        return FlowData.of(codes, new double[0][], new double[] {1, 1}).withConditions(conditions, new float[0][]);
    }

    private static TrainedFlow train(FlowData data, FlowConfig config) {
        return new FlowTrainer(data, config, CheckpointChoice.last(), null, new Seed(11)).train(FlowListener.SILENT);
    }

    private static double[] sample(
            TrainedFlow flow, FlowData data, FlowConfig config, float[] condition, double guidance) {
        SplittableRandom random = new Seed(99).random();
        double[] points = new double[2 * SAMPLES];
        Arrays.setAll(points, i -> random.nextGaussian());
        float[][] conditions = new float[SAMPLES][];
        Arrays.fill(conditions, condition);
        try (FlowField field = FlowField.of(data.shape(), config, flow.weights())) {
            new RungeKutta4(15).integrate(new GuidedField(field, conditions, guidance), points);
        }
        return points;
    }

    /** Share of the samples on that centre's side of 0. */
    private static double shareOnSide(double[] points, int dimension, double centre) {
        int count = 0;
        for (int i = dimension; i < points.length; i += 2) {
            count += points[i] * centre > 0 ? 1 : 0;
        }
        return 2.0 * count / points.length;
    }

    private static double mean(double[] points, int dimension) {
        double sum = 0;
        for (int i = dimension; i < points.length; i += 2) {
            sum += points[i];
        }
        return 2 * sum / points.length;
    }

    private static StateDict random(Layout layout) {
        SplittableRandom random = new Seed(8).random();
        float[] flat = new float[layout.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = (float) (0.3 * random.nextGaussian());
        }
        return StateDict.of(layout, flat);
    }
}
