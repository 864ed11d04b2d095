package org.weightflow.generator.flow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.generator.ode.DormandPrince;
import org.weightflow.generator.ode.Euler;
import org.weightflow.generator.ode.OdeSolver;
import org.weightflow.generator.ode.RungeKutta4;
import org.weightflow.networks.Seed;

class FlowTrainerTest {
    private static final FlowConfig QUICK = FlowConfig.defaults().toBuilder()
            .hidden(48)
            .blocks(1)
            .timeFeatures(8)
            .batch(256)
            .steps(1200)
            .learningRate(3e-3)
            .warmupSteps(20)
            .emaDecay(0.99)
            .evaluationInterval(400)
            .build();
    private static final FlowConfig BRIEF =
            QUICK.toBuilder().steps(30).batch(16).evaluationInterval(10).build();
    private static final double[][] NONE = {};

    @Test
    void samplesOfTwoClustersLandInBoth() {
        double[][] codes = clusters(60, 3, 1);
        double[] points =
                sample(train(codes, NONE, QUICK, CheckpointChoice.last()), QUICK, 2, 400, new RungeKutta4(30));
        int left = 0;
        int near = 0;
        for (int i = 0; i < 400; i++) {
            double x = points[2 * i];
            left += x < 0 ? 1 : 0;
            near += Math.hypot(Math.abs(x) - 3, points[2 * i + 1]) < 0.8 ? 1 : 0;
        }
        assertTrue(near >= 370, near + " of 400 samples are within 0.8 of a centre of spread 0.2");
        // Half of 400, give or take four standard errors and what the flow has yet to learn.
        assertEquals(200, left, 50);
    }

    @Test
    void samplesOfACloudHaveItsMoments() {
        // A cloud so dense that the flow cannot know its points: x = (z1, 0.6 z1 + 0.8 z2) / 2 + (1, -1).
        SplittableRandom random = new Seed(3).random();
        double[][] codes = new double[4000][];
        for (int i = 0; i < codes.length; i++) {
            double a = random.nextGaussian();
            codes[i] = new double[] {1 + a / 2, -1 + (0.6 * a + 0.8 * random.nextGaussian()) / 2};
        }
        double[] points =
                sample(train(codes, NONE, QUICK, CheckpointChoice.last()), QUICK, 2, 2000, new RungeKutta4(20));
        double[][] moments = moments(points);
        assertArrayEquals(new double[] {1, -1}, moments[0], 0.06);
        assertArrayEquals(new double[] {0.25, 0.15, 0.25}, moments[1], 0.04);
    }

    @Test
    void solversAgreeOnATrainedField() {
        TrainedFlow flow = train(clusters(60, 1, 1), NONE, QUICK, CheckpointChoice.last());
        double[] exact = sample(flow, QUICK, 2, 64, new DormandPrince(1e-7));
        double[] runge = sample(flow, QUICK, 2, 64, new RungeKutta4(60));
        double[] euler = sample(flow, QUICK, 2, 64, new Euler(500));
        assertArrayEquals(exact, runge, 1e-3);
        assertArrayEquals(exact, euler, 5e-2);
    }

    @Test
    void zeroStepsLeaveTheIdentity() {
        FlowConfig none = QUICK.toBuilder().steps(0).build();
        TrainedFlow flow = train(clusters(20, 3, 1), NONE, none, CheckpointChoice.last());
        assertEquals(0, flow.chosen().step());
        assertEquals(0, flow.chosen().velocityNorm());
        double[] noise = noise(40);
        assertArrayEquals(noise, sample(flow, none, 2, 20, new Euler(5)));
    }

    @Test
    void theSameSeedGivesTheSameFlow() {
        double[][] codes = clusters(20, 3, 1);
        double[][] held = clusters(4, 3, 2);
        TrainedFlow first = train(codes, held, BRIEF, CheckpointChoice.last());
        TrainedFlow second = train(codes, held, BRIEF, CheckpointChoice.last());
        assertTrue(first.weights().sameBits(second.weights()));
        assertEquals(first.curve(), second.curve());
        TrainedFlow other =
                trainer(codes, held, BRIEF, CheckpointChoice.last(), null, 12).train(FlowListener.SILENT);
        assertFalse(first.weights().sameBits(other.weights()));
    }

    @Test
    void heldOutCodesAndScoresNeverTouchTheWeights() {
        double[][] codes = clusters(20, 3, 1);
        TrainedFlow without = train(codes, NONE, BRIEF, CheckpointChoice.last());
        TrainedFlow with = trainer(codes, clusters(9, 50, 7), BRIEF, CheckpointChoice.last(), c -> c[0][0], 11)
                .train(FlowListener.SILENT);
        assertTrue(without.weights().sameBits(with.weights()));
        assertTrue(Double.isNaN(without.chosen().validationLoss()));
        assertTrue(with.chosen().validationLoss() > 0);
    }

    /** The basis of a few members holds little of a further one: that its code lies near 0 must not praise a collapsed flow. */
    @Test
    void onlyTheDirectionsOfHeldOutCodesCount() {
        double[][] codes = clusters(20, 3, 1);
        double[][] held = clusters(9, 3, 7);
        double[][] shrunk = Arrays.stream(held)
                .map(code -> Arrays.stream(code).map(value -> value * 0.02).toArray())
                .toArray(double[][]::new);
        TrainedFlow whole = train(codes, held, BRIEF, CheckpointChoice.validationLoss());
        TrainedFlow part = train(codes, shrunk, BRIEF, CheckpointChoice.validationLoss());
        assertEquals(whole.chosen().step(), part.chosen().step());
        assertEquals(whole.chosen().validationLoss(), part.chosen().validationLoss(), 1e-5);
    }

    @Test
    void theChosenCheckpointIsTheOneThatIsKept() {
        double[][] codes = clusters(20, 3, 1);
        // The scorer likes the second evaluation best.
        int[] calls = {0};
        TrainedFlow chosen = trainer(
                        codes, NONE, BRIEF, CheckpointChoice.accuracy(1, 0), c -> calls[0]++ == 2 ? 0.9 : 0.1, 11)
                .train(FlowListener.SILENT);
        assertEquals(20, chosen.chosen().step());
        assertEquals(4, chosen.curve().size());
        assertTrue(chosen.reason().startsWith("no checkpoint reached accuracy 1.000"), chosen::reason);
        // Schedules reach as far as the steps do, so the weights of step 20 come from the same run, cut by its choice
        // alone.
        TrainedFlow last = train(codes, NONE, BRIEF, CheckpointChoice.last());
        assertFalse(last.weights().sameBits(chosen.weights()));
        assertEquals(last.curve().get(2).velocityNorm(), chosen.chosen().velocityNorm());
        assertEquals(velocityNorm(chosen, codes), chosen.chosen().velocityNorm(), 1e-9);
    }

    @Test
    void trainingLowersTheLossAndTheCurveTellsCopies() {
        double[][] codes = clusters(2, 3, 1);
        FlowConfig config = QUICK.toBuilder().steps(800).build();
        TrainedFlow flow = train(codes, NONE, config, CheckpointChoice.last());
        CurveRow first = flow.curve().get(0);
        CurveRow last = flow.curve().get(flow.curve().size() - 1);
        assertTrue(Double.isNaN(first.trainingLoss()));
        assertTrue(last.trainingLoss() < flow.curve().get(1).trainingLoss());
        assertTrue(last.novelty() < 0.05, () -> "two codes are learnt by heart, but r is " + last.novelty());
        assertTrue(first.novelty() > 0.2, () -> "noise is no copy, but r is " + first.novelty());
        assertEquals(1, last.codeRmsRatio(), 0.1);
        assertTrue(first.codeRmsRatio() < 0.6);
    }

    @Test
    void dropoutAndGeluTrainToo() {
        FlowConfig config =
                BRIEF.toBuilder().dropout(0.3).nonlinearity(Nonlinearity.GELU).build();
        double[][] codes = clusters(20, 3, 1);
        TrainedFlow dropped = train(codes, NONE, config, CheckpointChoice.last());
        TrainedFlow whole = train(codes, NONE, config.toBuilder().dropout(0).build(), CheckpointChoice.last());
        assertFalse(dropped.weights().sameBits(whole.weights()));
        assertTrue(dropped.weights()
                .sameBits(train(codes, NONE, config, CheckpointChoice.last()).weights()));
    }

    @Test
    void aLossThatExplodesStopsTheRun() {
        FlowConfig config = BRIEF.toBuilder()
                .learningRate(1e25)
                .layerNorm(false)
                .clipNorm(0)
                .warmupSteps(0)
                .build();
        var e = assertThrows(
                ArithmeticException.class, () -> train(clusters(20, 3, 1), NONE, config, CheckpointChoice.last()));
        assertTrue(e.getMessage().contains("training loss is"), e::getMessage);
        assertTrue(e.getMessage().contains("at step"), e::getMessage);
    }

    @Test
    void noveltyIsMeasuredInWeightUnits() {
        // On a line at 0, 1 and 3 weight units: nearest others at 1, 1 and 2, whose median is 1.
        CodeMetric metric = new CodeMetric(new double[][] {{0, 0}, {0.5, 0}, {1.5, 0}}, new double[] {2, 10});
        assertEquals(0.4, metric.novelty(new double[][] {{-0.2, 0}}), 1e-12);
        assertEquals(5, metric.novelty(new double[][] {{0.5, 0.5}}), 1e-12);
        assertEquals(0.7, metric.novelty(new double[][] {{-0.2, 0}, {2, 0}}), 1e-12);
        CodeMetric copies = new CodeMetric(new double[][] {{1, 1}, {1, 1}}, new double[] {1, 1});
        assertTrue(Double.isNaN(copies.novelty(new double[][] {{0, 0}})));
    }

    @Test
    void refusesTooFewOrUnfitCodes() {
        assertThrows(
                IllegalArgumentException.class, () -> train(clusters(1, 3, 1), NONE, BRIEF, CheckpointChoice.last()));
        assertThrows(
                IllegalArgumentException.class,
                () -> train(clusters(4, 3, 1), new double[][] {{1, 2, 3}}, BRIEF, CheckpointChoice.last()));
        assertThrows(
                IllegalArgumentException.class,
                () -> train(clusters(4, 3, 1), new double[][] {{1, Double.NaN}}, BRIEF, CheckpointChoice.last()));
        assertThrows(
                IllegalArgumentException.class,
                () -> train(clusters(4, 3, 1), NONE, BRIEF, CheckpointChoice.validationLoss()));
    }

    /** Recomputed from the kept weights on the grid that the trainer uses. */
    private static double velocityNorm(TrainedFlow flow, double[][] codes) {
        FlowMatcher matcher = new FlowMatcher(codes, BRIEF, new Seed(11).child("flow"));
        double sum = 0;
        try (ResidualField field = new ResidualField(FieldShape.of(2), BRIEF, flow.weights());
                FlowMatcher.Batch grid = matcher.newBatch(field, 512)) {
            matcher.drawFixed("training grid", grid);
            double[] velocities = new double[2 * 512];
            field.predict(grid.inputs(), velocities);
            sum = Arrays.stream(velocities).map(v -> v * v).sum();
        }
        return Math.sqrt(sum / 1024);
    }

    private static TrainedFlow train(double[][] codes, double[][] held, FlowConfig config, CheckpointChoice choice) {
        return trainer(codes, held, config, choice, null, 11).train(FlowListener.SILENT);
    }

    private static FlowTrainer trainer(
            double[][] codes,
            double[][] held,
            FlowConfig config,
            CheckpointChoice choice,
            CodeScorer scorer,
            long seed) {
        return new FlowTrainer(codes, held, new double[] {1, 1}, config, choice, scorer, new Seed(seed));
    }

    private static double[] sample(TrainedFlow flow, FlowConfig config, int dimensions, int count, OdeSolver solver) {
        double[] points = noise(count * dimensions);
        try (ResidualField field = new ResidualField(FieldShape.of(dimensions), config, flow.weights())) {
            solver.integrate(field, points);
        }
        return points;
    }

    private static double[] noise(int count) {
        SplittableRandom random = new Seed(99).random();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    /** Half of the codes about (-centre, 0), half about (centre, 0), of spread 0.2. */
    private static double[][] clusters(int count, double centre, long seed) {
        SplittableRandom random = new Seed(seed).random();
        double[][] codes = new double[count][];
        for (int i = 0; i < count; i++) {
            codes[i] = new double[] {
                (i % 2 == 0 ? centre : -centre) + 0.2 * random.nextGaussian(), 0.2 * random.nextGaussian()
            };
        }
        return codes;
    }

    /** Means, then variance, covariance, variance. */
    private static double[][] moments(double[] points) {
        int n = points.length / 2;
        double a = 0;
        double b = 0;
        for (int i = 0; i < n; i++) {
            a += points[2 * i] / n;
            b += points[2 * i + 1] / n;
        }
        double aa = 0;
        double ab = 0;
        double bb = 0;
        for (int i = 0; i < n; i++) {
            aa += (points[2 * i] - a) * (points[2 * i] - a) / n;
            ab += (points[2 * i] - a) * (points[2 * i + 1] - b) / n;
            bb += (points[2 * i + 1] - b) * (points[2 * i + 1] - b) / n;
        }
        return new double[][] {{a, b}, {aa, ab, bb}};
    }
}
