package org.weightflow.pruning.instability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.barrier.BarrierListener;
import org.weightflow.canon.barrier.ExampleSet;
import org.weightflow.canon.barrier.LineCurve;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.prediction.NetworkAccuracy;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.PruneConfig;

class InstabilityTest {
    private static final Mlp NET = Mlp.of(Blobs.FEATURES, 12, 12, Blobs.CLASSES);
    private static final Mlp NORMALISED = new Mlp(NET.widths(), Mlp.Norm.BATCH);
    private static final Examples TRAINING = Blobs.of(60, 1);
    private static final Examples VALIDATION = Blobs.of(45, 2);
    /** Coarse and long enough for two data orders to part: 10 steps an epoch. */
    private static final TrainConfig RECIPE =
            TrainConfig.defaults().withBatchSize(6).withEpochs(12).withLearningRate(0.02);

    private static final InstabilityConfig SEVEN = InstabilityConfig.defaults().withPoints(7);
    private static final List<Seed> SEEDS = List.of(new Seed(1), new Seed(2));

    @Test
    void isExactlyNoughtBetweenANetworkAndItself() {
        for (Architecture net : List.of(NET, NORMALISED)) {
            StateDict network = draw(net, 1);
            PairInstability pair = instability(net, SEVEN)
                    .between(List.of(network, draw(net, 1)), BarrierListener.silent())
                    .get(0);
            assertEquals(0, pair.distance());
            for (String data : List.of("training", "validation")) {
                assertEquals(0, pair.errorBarrier(data));
                assertEquals(0, pair.lossBarrier(data));
            }
        }
    }

    @Test
    void endsInTheCopiesThemselves() {
        for (Architecture net : List.of(NET, NORMALISED)) {
            List<StateDict> copies = trained(net, new Seed(5), new Seed(6));
            LineCurve curve = instability(net, SEVEN)
                    .between(copies, BarrierListener.silent())
                    .get(0)
                    .curve("validation");
            double[] accuracies =
                    new NetworkAccuracy(net, VALIDATION).of(statistics(net).estimate(copies));
            assertArrayEquals(
                    accuracies,
                    new double[] {1 - curve.error().get(0), 1 - curve.error().get(6)},
                    1e-15);
            assertNotEquals(0, curve.error().get(0));
        }
    }

    @Test
    void isTheSameFromEitherEnd() {
        List<StateDict> copies = trained(NET, new Seed(5), new Seed(6));
        Instability instability = instability(NET, SEVEN);
        PairInstability there =
                instability.between(copies, BarrierListener.silent()).get(0);
        PairInstability back = instability
                .between(List.of(copies.get(1), copies.get(0)), BarrierListener.silent())
                .get(0);
        assertEquals(there.errorBarrier("validation"), back.errorBarrier("validation"));
        assertEquals(there.lossBarrier("validation"), back.lossBarrier("validation"));
        assertTrue(there.lossBarrier("validation") > 0);
    }

    /** The loss of softmax regression is convex in its weights, so that no point lies above the higher end. */
    @Test
    void ofALinearNetworkIsHalfTheDifferenceOfTheLosses() {
        Mlp linear = Mlp.of(Blobs.FEATURES, Blobs.CLASSES);
        List<StateDict> copies = trained(linear, new Seed(5), new Seed(6));
        PairInstability pair = instability(linear, InstabilityConfig.defaults())
                .between(copies, BarrierListener.silent())
                .get(0);
        for (String data : List.of("training", "validation")) {
            List<Double> loss = pair.curve(data).loss();
            assertEquals(30, loss.size());
            double difference = Math.abs(loss.get(0) - loss.get(29));
            assertTrue(difference > 1e-3, "the copies differ by " + difference);
            assertEquals(difference / 2, pair.lossBarrier(data), 1e-12);
        }
    }

    @Test
    void isNoughtAtTheEndOfTheRunAndNotAtItsStart() {
        for (Architecture net : List.of(NET, NORMALISED)) {
            List<InstabilityReport> reports = instability(net, SEVEN)
                    .along(
                            List.of(draw(net, 1), draw(net, 2)),
                            SEEDS,
                            RewindPoint.dense(List.of(0L, 120L)),
                            InstabilityListener.SILENT);
            assertEquals(4, reports.size());
            for (InstabilityReport report : reports) {
                PairInstability pair = report.pairs().get(0);
                if (report.step() == 120) {
                    assertEquals(0, pair.distance());
                    assertEquals(0, report.lossBarrier("validation"));
                    assertEquals(0, report.errorBarrier("validation"));
                    assertTrue(report.stable("validation"));
                } else {
                    assertTrue(pair.distance() > 0 && report.lossBarrier("validation") > 0);
                }
            }
        }
    }

    /** Points that others are measured beside, and networks that others are trained beside, do not matter. */
    @Test
    void measuresEachPointAndNetworkAsIfItWereAlone() {
        InstabilityConfig three = SEVEN.withCopies(3);
        List<InstabilityReport> all = instability(NET, three)
                .along(
                        List.of(draw(NET, 1), draw(NET, 2)),
                        SEEDS,
                        RewindPoint.dense(List.of(40L, 7L)),
                        InstabilityListener.SILENT);
        assertEquals(
                List.of(40L, 40L, 7L, 7L),
                all.stream().map(InstabilityReport::step).toList());
        assertEquals(
                List.of(0, 1, 0, 1),
                all.stream().map(InstabilityReport::network).toList());
        InstabilityReport alone = instability(NET, three)
                .along(
                        List.of(draw(NET, 2)),
                        SEEDS.subList(1, 2),
                        RewindPoint.dense(List.of(7L)),
                        InstabilityListener.SILENT)
                .get(0);
        assertEquals(alone.pairs(), all.get(3).pairs());
        assertEquals(
                List.of(List.of(0, 1), List.of(0, 2), List.of(1, 2)),
                alone.pairs().stream()
                        .map(pair -> List.of(pair.first(), pair.second()))
                        .toList());
    }

    @Test
    void branchesUnderTheMaskOfEachPoint() {
        StateDict start = draw(NET, 1);
        Mask half = MagnitudePruning.of(new PruneConfig(1, 0.5, PruneConfig.Scope.GLOBAL, Map.of()), NET.layout())
                .prune(start, Mask.dense(NET.layout()));
        List<RewindPoint> points = List.of(
                new RewindPoint(0, List.of()),
                new RewindPoint(0, List.of(half)),
                new RewindPoint(0, List.of(Mask.dense(NET.layout()))));
        List<InstabilityReport> reports =
                instability(NET, SEVEN).along(List.of(start), SEEDS.subList(0, 1), points, InstabilityListener.SILENT);
        assertEquals(
                List.of(228, 114, 228),
                reports.stream().map(InstabilityReport::kept).toList());
        assertEquals(228, reports.get(0).prunable());
        assertEquals(reports.get(0).pairs(), reports.get(2).pairs());

        List<Seed> orders = List.of(
                SEEDS.get(0).child("copy").child(0), SEEDS.get(0).child("copy").child(1));
        List<StateDict> copies =
                training(NET).branches(0, List.of(start, start), List.of(half, half), orders, TrainingListener.SILENT);
        assertEquals(
                instability(NET, SEVEN).between(copies, BarrierListener.silent()),
                reports.get(1).pairs());
    }

    @Test
    void startsFromWhatThePointMakesOfTheWeights() {
        StateDict weights = draw(NET, 1);
        StateDict other = draw(NET, 2);
        RewindPoint point = new RewindPoint(0, List.of(), found -> {
            assertTrue(found.get(0).sameBits(weights));
            return List.of(other);
        });
        List<Seed> orders = List.of(
                SEEDS.get(0).child("copy").child(0), SEEDS.get(0).child("copy").child(1));
        List<StateDict> copies =
                training(NET).branches(0, List.of(other, other), List.of(), orders, TrainingListener.SILENT);
        assertEquals(
                instability(NET, SEVEN).between(copies, BarrierListener.silent()),
                instability(NET, SEVEN)
                        .along(List.of(weights), SEEDS.subList(0, 1), List.of(point), InstabilityListener.SILENT)
                        .get(0)
                        .pairs());
    }

    @Test
    void tellsOfEveryStepOnceAndOfEveryReport() {
        List<Long> done = new ArrayList<>();
        List<InstabilityReport> told = new ArrayList<>();
        List<RewindPoint> points = RewindPoint.dense(List.of(3L, 118L, 3L));
        Instability instability = instability(NET, SEVEN);
        long total = instability.steps(points);
        assertEquals(118 + 117 + 2 + 117, total);
        List<InstabilityReport> reports =
                instability.along(List.of(draw(NET, 1)), SEEDS.subList(0, 1), points, new InstabilityListener() {
                    @Override
                    public void onStep(long step, long all, double meanLoss) {
                        assertEquals(total, all);
                        done.add(step);
                    }

                    @Override
                    public void onNetworks(int networks, int all) {
                        assertEquals(2 + 5, all);
                    }

                    @Override
                    public void onReport(InstabilityReport report) {
                        told.add(report);
                    }
                });
        assertEquals(total, done.size());
        assertEquals(total, done.get(done.size() - 1));
        assertEquals(told, reports);
        assertEquals(reports.get(0), reports.get(2));
    }

    @Test
    void refusesPointsThatDoNotFit() {
        Instability instability = instability(NET, SEVEN);
        var e = assertThrows(
                IllegalArgumentException.class, () -> along(instability, RewindPoint.dense(List.of(121L))));
        assertTrue(e.getMessage().contains("121") && e.getMessage().contains("120"), e::getMessage);
        Mask dense = Mask.dense(NET.layout());
        e = assertThrows(
                IllegalArgumentException.class,
                () -> along(instability, List.of(new RewindPoint(4, List.of(dense, dense)))));
        assertTrue(e.getMessage().contains("2 masks at step 4 for 1 networks"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> along(instability, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new RewindPoint(-1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> SEVEN.withCopies(1));
        assertThrows(IllegalArgumentException.class, () -> SEVEN.withPoints(2));
    }

    private static List<InstabilityReport> along(Instability instability, List<RewindPoint> points) {
        return instability.along(List.of(draw(NET, 1)), SEEDS.subList(0, 1), points, InstabilityListener.SILENT);
    }

    private static List<StateDict> trained(Architecture net, Seed... orders) {
        StateDict start = draw(net, 1);
        return training(net).branches(0, List.of(start, start), List.of(), List.of(orders), TrainingListener.SILENT);
    }

    private static Instability instability(Architecture net, InstabilityConfig config) {
        return new Instability(
                training(net),
                config,
                statistics(net),
                List.of(new ExampleSet("training", TRAINING), new ExampleSet("validation", VALIDATION)));
    }

    private static BatchNormEstimation statistics(Architecture net) {
        return BatchNormEstimation.of(net, TRAINING, TRAINING.count(), new Seed(9));
    }

    private static BranchedTraining training(Architecture net) {
        return new BranchedTraining(net, TRAINING, RECIPE);
    }

    private static StateDict draw(Architecture net, long seed) {
        return Initialisation.KAIMING_UNIFORM.draw(net.layout(), new Seed(seed));
    }
}
