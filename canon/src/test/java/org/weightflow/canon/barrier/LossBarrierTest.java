package org.weightflow.canon.barrier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.MatchingConfig;
import org.weightflow.canon.matching.Members;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.canon.matching.WeightMatching;
import org.weightflow.datasets.Datasets;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Architectures;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.engine.TensorStore;
import org.weightflow.networks.prediction.BatchNormEstimation;
import org.weightflow.networks.training.PopulationTrainer;
import org.weightflow.networks.training.TrainConfig;
import org.weightflow.networks.training.TrainingListener;

class LossBarrierTest {
    /** Logits are float32 of order one, with sums of a dozen terms. */
    private static final double ROUNDING = 1e-6;

    private static final Mlp MLP = Mlp.of(6, 8, 7, 3);
    private static final Examples DATA = random(41, 6, 3);
    private static final BarrierConfig FIVE = BarrierConfig.defaults().withPoints(5);

    @Test
    void isExactlyNoughtBetweenANetworkAndItself() {
        StateDict network = draw(MLP, 1);
        BarrierReport report = measure(MLP, DATA, BarrierConfig.defaults(), network, copy(network), draw(MLP, 2));
        MeasuredLine same = report.lines(LineKind.PAIR).get(0);
        assertEquals(0, same.curve("some").lossBarrier());
        assertEquals(0, same.curve("some").errorBarrier());
        assertEquals(0, same.distance());
        assertTrue(report.lines(LineKind.PAIR).get(1).distance() > 0);
    }

    /** The points of the line from a network to itself are that network, to the bit. */
    @Test
    void interpolatesWithTheSameBitsFromEitherEnd() {
        float[] a = draw(MLP, 1).toArray();
        float[] b = draw(MLP, 2).toArray();
        for (int i = 0; i <= 10; i++) {
            assertBits(a, LineNetworks.between(a, a, i, 10));
            assertBits(LineNetworks.between(a, b, i, 10), LineNetworks.between(b, a, 10 - i, 10));
        }
        assertBits(a, LineNetworks.between(a, b, 0, 10));
        assertBits(b, LineNetworks.between(a, b, 10, 10));
        assertBits(
                new float[] {0, 0.75f, 1.5f, 1},
                LineNetworks.between(new float[] {0, 1, 0, 1}, new float[] {0, 0, 6, 1}, 1, 4));
    }

    /** Logits of a linear network are linear in its weights, and cross-entropy is convex in the logits. */
    @Test
    void isNoughtForALinearNetworkWhoseCurveIsKnown() {
        Mlp linear = Mlp.of(6, 3);
        StateDict a = draw(linear, 1);
        StateDict b = draw(linear, 2);
        BarrierReport report = measure(linear, DATA, FIVE, a, b);
        LineCurve curve = report.lines(LineKind.PAIR).get(0).curve("some");
        for (int point = 0; point < 5; point++) {
            double loss = 0;
            int wrong = 0;
            for (int row = 0; row < DATA.count(); row++) {
                double[] logits = new double[3];
                double sum = 0;
                for (int c = 0; c < 3; c++) {
                    logits[c] = (1 - point / 4.0) * logit(a, row, c) + point / 4.0 * logit(b, row, c);
                    sum += Math.exp(logits[c]);
                }
                loss += Math.log(sum) - logits[DATA.label(row)];
                for (int c = 0; c < 3; c++) {
                    if (logits[c] > logits[DATA.label(row)]) {
                        wrong++;
                        break;
                    }
                }
            }
            assertEquals(loss / DATA.count(), curve.loss().get(point), ROUNDING);
            assertEquals(wrong / (double) DATA.count(), curve.error().get(point));
        }
        assertEquals(0, curve.lossBarrier());
        assertTrue(
                curve.loss().get(2) < Math.max(curve.loss().get(0), curve.loss().get(4)));
    }

    /** Two units that change places: the logit on the line is 4 (1 - 2 t + 2 t^2) on x = 1, and the loss log(1 + exp(-logit)). */
    @Test
    void hasTheClosedFormBetweenTwoOrdersOfUnits() {
        Mlp two = Mlp.of(1, 2, 2);
        // fc1.weight [2, 1], fc1.bias [2], fc2.weight [2, 2], fc2.bias [2]
        StateDict a = StateDict.of(two.layout(), new float[] {1, 0, 0, 0, 4, 0, 0, 0, 0, 0});
        StateDict b = StateDict.of(two.layout(), new float[] {0, 1, 0, 0, 0, 4, 0, 0, 0, 0});
        Examples one = Examples.of(new float[] {1}, new int[] {0}, List.of(1), 2);
        MeasuredLine line = measure(two, one, BarrierConfig.defaults(), a, b)
                .lines(LineKind.PAIR)
                .get(0);
        for (int point = 0; point <= 10; point++) {
            double t = point / 10.0;
            double expected = Math.log1p(Math.exp(-4 * (1 - 2 * t + 2 * t * t)));
            assertEquals(expected, line.curve("some").loss().get(point), ROUNDING);
        }
        assertEquals(
                Math.log1p(Math.exp(-2)) - Math.log1p(Math.exp(-4)),
                line.curve("some").lossBarrier(),
                ROUNDING);
        assertEquals(Math.sqrt(2 + 2 * 16), line.distance(), 1e-12);
        assertEquals(0, line.innerProduct());

        LossBarrier barrier = barrier(two, one, BarrierConfig.defaults());
        Matching matching = new WeightMatching(two.symmetry(), MatchingConfig.defaults()).match(a, b, new Seed(1));
        BarrierReport matched = barrier.measureMatched(
                barrier.pairs(2, new Seed(1)),
                pair -> Members.of(List.of(a, matching.permutations().apply(b, two.symmetry()))),
                BarrierListener.silent());
        assertEquals(0, matched.lines().get(0).curve("some").lossBarrier());
        assertEquals(0, matched.lines().get(0).distance());
    }

    @Test
    void isTheSameFromEitherEnd() {
        StateDict a = draw(MLP, 1);
        StateDict b = draw(MLP, 2);
        LineCurve there = measure(MLP, DATA, FIVE, a, b).lines().get(0).curve("some");
        LineCurve back = measure(MLP, DATA, FIVE, b, a).lines().get(0).curve("some");
        assertEquals(there.error(), back.reversed().error());
        for (int point = 0; point < 5; point++) {
            assertEquals(there.loss().get(point), back.reversed().loss().get(point), ROUNDING);
        }
        assertEquals(there.lossBarrier(), back.lossBarrier(), ROUNDING);
    }

    @Test
    void risesWhenUnitsAreShuffledAndFallsToNoughtWhenTheyAreMatched() throws IOException {
        Examples digits = Datasets.load("digits", null, new Seed(1).random()).train();
        Mlp network = Mlp.of(64, 32, 32, 10);
        StateDict trained = trained(network, digits, new Seed(3));
        StateDict shuffled =
                Permutations.random(network.symmetry(), new Seed(4)).apply(trained, network.symmetry());
        LossBarrier barrier = barrier(network, digits, FIVE);
        Members members = Members.of(List.of(trained, shuffled));
        LineSummary.Heights before = barrier.measure(members, Optional.empty(), new Seed(1), BarrierListener.silent())
                .summary(LineKind.PAIR)
                .orElseThrow()
                .on("some");
        // The ends misread less than one digit in ten; half way the network is a mean of strangers.
        assertTrue(before.meanError() > 0.1 && before.meanLoss() > 0.5, before::toString);

        Matching matching =
                new WeightMatching(network.symmetry(), MatchingConfig.defaults()).match(trained, shuffled, new Seed(1));
        LineSummary.Heights after = barrier.measureMatched(
                        List.of(new MemberPair(0, 1)),
                        pair -> Members.of(
                                List.of(trained, matching.permutations().apply(shuffled, network.symmetry()))),
                        BarrierListener.silent())
                .summary(LineKind.PAIR)
                .orElseThrow()
                .on("some");
        assertEquals(new LineSummary.Heights("some", 0, 0, 0, 0), after);
    }

    @Test
    void takesNoNoticeOfTheStatisticsThatNetworksComeWith() {
        Architecture normalised = Architectures.parse("mlp-6-8-7-3-bn");
        StateDict a = draw(normalised, 1);
        StateDict b = draw(normalised, 2);
        BarrierReport good = measure(normalised, DATA, FIVE, a, b);
        BarrierReport bad = measure(normalised, DATA, FIVE, withState(a, Float.NaN), withState(b, 1e30f));
        assertEquals(good.lines(), bad.lines());
        assertEquals(DATA.count(), barrier(normalised, DATA, FIVE).statisticsImages());
        assertEquals(0, barrier(MLP, DATA, FIVE).statisticsImages());
        // What is estimated counts: one image in three gives other statistics, at the ends too.
        LossBarrier fewer = new LossBarrier(
                normalised,
                FIVE,
                BatchNormEstimation.of(normalised, DATA, 13, new Seed(1)),
                List.of(new ExampleSet("some", DATA)));
        LineCurve other = fewer.measure(
                        Members.of(List.of(a, b)), Optional.empty(), new Seed(1), BarrierListener.silent())
                .lines()
                .get(0)
                .curve("some");
        for (int point = 0; point < 5; point++) {
            assertTrue(Math.abs(other.loss().get(point)
                            - good.lines().get(0).curve("some").loss().get(point))
                    > 100 * ROUNDING);
        }
    }

    @ParameterizedTest(name = "groups of {0}")
    @CsvSource({"1", "3", "4", "1000"})
    void isTheSameInGroupsOfAnySize(int group) {
        Architecture normalised = Architectures.parse("mlp-6-8-7-3-bn");
        StateDict[] members = {draw(normalised, 1), draw(normalised, 2), draw(normalised, 3)};
        BarrierReport whole = measure(normalised, DATA, FIVE, members);
        BarrierReport parts = measure(normalised, DATA, FIVE.withGroup(group, 1), members);
        assertEquals(whole.lines().size(), parts.lines().size());
        for (int l = 0; l < whole.lines().size(); l++) {
            LineCurve expected = whole.lines().get(l).curve("some");
            LineCurve found = parts.lines().get(l).curve("some");
            assertEquals(expected.error(), found.error());
            for (int point = 0; point < 5; point++) {
                assertEquals(expected.loss().get(point), found.loss().get(point), ROUNDING);
            }
        }
    }

    @Test
    void drawsLinesBetweenAllPairsToTheMeanAndToTheReference() {
        List<StateDict> members = List.of(draw(MLP, 1), draw(MLP, 2), draw(MLP, 3));
        List<Integer> totals = new ArrayList<>();
        BarrierReport report = barrier(MLP, DATA, FIVE)
                .measure(Members.of(members), Optional.of(members.get(1)), new Seed(1), (done, total) -> {
                    assertEquals(totals.isEmpty() ? 0 : total, done);
                    totals.add(total);
                });
        assertEquals(3, report.lines(LineKind.PAIR).size());
        assertEquals(3, report.lines(LineKind.MEAN).size());
        // Member 1 is the reference, and the two other lines are known from the pairs, 1 to 2 from its other end.
        assertEquals(
                List.of(0, 2),
                report.lines(LineKind.REFERENCE).stream()
                        .map(MeasuredLine::from)
                        .toList());
        assertEquals(
                report.lines(LineKind.PAIR).get(0).curves(),
                report.lines(LineKind.REFERENCE).get(0).curves());
        assertEquals(
                report.lines(LineKind.PAIR).get(2).curve("some").reversed(),
                report.lines(LineKind.REFERENCE).get(1).curve("some"));
        assertEquals(
                List.of(22, 22), totals, "three members, their mean, and six lines of three points between the ends");

        float[] mean = new float[MLP.layout().size()];
        for (int k = 0; k < mean.length; k++) {
            double sum = 0;
            for (StateDict member : members) {
                sum += member.toArray()[k];
            }
            mean[k] = (float) (sum / 3);
        }
        double squares = 0;
        for (int k = 0; k < mean.length; k++) {
            squares += Math.pow((double) mean[k] - members.get(2).toArray()[k], 2);
        }
        assertEquals(Math.sqrt(squares), report.lines(LineKind.MEAN).get(2).distance(), 1e-12);
    }

    @Test
    void drawsTheLinesThatAreAskedForAndNoOthers() {
        Members members = Members.of(List.of(draw(MLP, 1), draw(MLP, 2), draw(MLP, 3)));
        LossBarrier barrier = barrier(MLP, DATA, FIVE);
        List<MeasuredLine> all = barrier.measure(members, Optional.empty(), new Seed(1), BarrierListener.silent())
                .lines(LineKind.PAIR);
        List<Integer> totals = new ArrayList<>();
        BarrierReport report = barrier.measurePairs(
                members, List.of(new MemberPair(1, 2), new MemberPair(0, 1)), (done, total) -> totals.add(total));
        assertEquals(List.of(all.get(2), all.get(0)), report.lines());
        assertEquals(9, totals.get(0), "three members, and two lines of three points between the ends");
        assertThrows(
                IllegalArgumentException.class,
                () -> barrier.measurePairs(members, List.of(), BarrierListener.silent()));
    }

    @Test
    void drawsNoMoreLinesThanItMay() {
        List<StateDict> members = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            members.add(draw(MLP, i));
        }
        LossBarrier barrier = barrier(MLP, DATA, FIVE.withLines(4));
        BarrierReport report =
                barrier.measure(Members.of(members), Optional.of(draw(MLP, 99)), new Seed(1), BarrierListener.silent());
        for (LineKind kind : LineKind.values()) {
            assertEquals(4, report.summary(kind).orElseThrow().lines());
            assertEquals(4, report.lines(kind).stream().distinct().count());
        }
        assertEquals(
                barrier.pairs(9, new Seed(1)),
                report.lines(LineKind.PAIR).stream()
                        .map(line -> new MemberPair(line.from(), line.to()))
                        .toList());
        assertEquals(
                report,
                barrier.measure(
                        Members.of(members), Optional.of(draw(MLP, 99)), new Seed(1), BarrierListener.silent()));
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        LossBarrier barrier = barrier(MLP, DATA, FIVE.withGroup(2, 1));
        Members members = Members.of(List.of(draw(MLP, 1), draw(MLP, 2)));
        assertThrows(
                IllegalStateException.class,
                () -> barrier.measure(members, Optional.empty(), new Seed(1), (done, total) -> {
                    if (done > 0) {
                        Thread.currentThread().interrupt();
                    }
                }));
        assertTrue(Thread.interrupted(), "the wish is kept, and taken back here");
    }

    @Test
    void namesTheNetworkThatIsNotOne() {
        float[] broken = draw(MLP, 1).toArray();
        broken[0] = Float.NaN;
        StateDict odd = StateDict.of(MLP.layout(), broken);
        var e = assertThrows(
                IllegalArgumentException.class, () -> measure(MLP, DATA, FIVE, draw(MLP, 2), draw(MLP, 3), odd));
        assertTrue(e.getMessage().startsWith("member 2 on some: example 0"), e::getMessage);

        e = assertThrows(
                IllegalArgumentException.class,
                () -> measure(MLP, DATA, FIVE, draw(MLP, 1), draw(Mlp.of(6, 8, 8, 3), 1)));
        assertTrue(e.getMessage().contains("member 1") && e.getMessage().contains("fc2.weight"), e::getMessage);
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertThrows(IllegalArgumentException.class, () -> measure(MLP, DATA, FIVE, draw(MLP, 1)));
        assertThrows(IllegalArgumentException.class, () -> FIVE.withPoints(2));
        ExampleSet set = new ExampleSet("some", DATA);
        BatchNormEstimation statistics = BatchNormEstimation.of(MLP, DATA, 8, new Seed(1));
        var e = assertThrows(
                IllegalArgumentException.class, () -> new LossBarrier(MLP, FIVE, statistics, List.of(set, set)));
        assertTrue(e.getMessage().contains("some"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new LossBarrier(MLP, FIVE, statistics, List.of()));
        ExampleSet other = new ExampleSet("other", random(5, 7, 3));
        e = assertThrows(IllegalArgumentException.class, () -> new LossBarrier(MLP, FIVE, statistics, List.of(other)));
        assertTrue(e.getMessage().contains("7 values"), e::getMessage);
    }

    @Test
    void drawsDifferentExamplesAndAllIfThereAreNoMore() {
        ExampleSet drawn = ExampleSet.drawn("train", DATA, 10, new Seed(1));
        assertEquals(10, drawn.examples().count());
        assertEquals(
                List.of(drawn.examples().features()[0], drawn.examples().features()[59]),
                List.of(
                        ExampleSet.drawn("train", DATA, 10, new Seed(1))
                                .examples()
                                .features()[0],
                        ExampleSet.drawn("train", DATA, 10, new Seed(1))
                                .examples()
                                .features()[59]));
        assertFalse(drawn.examples().features()[0]
                == ExampleSet.drawn("train", DATA, 10, new Seed(2)).examples().features()[0]);
        assertTrue(ExampleSet.drawn("train", DATA, 41, new Seed(1)).examples() == DATA);
    }

    private static BarrierReport measure(
            Architecture architecture, Examples data, BarrierConfig config, StateDict... members) {
        return barrier(architecture, data, config)
                .measure(Members.of(List.of(members)), Optional.empty(), new Seed(1), BarrierListener.silent());
    }

    private static LossBarrier barrier(Architecture architecture, Examples data, BarrierConfig config) {
        return new LossBarrier(
                architecture,
                config,
                BatchNormEstimation.of(architecture, data, data.count(), new Seed(1)),
                List.of(new ExampleSet("some", data)));
    }

    private static StateDict trained(Architecture network, Examples data, Seed seed) {
        TrainConfig config = TrainConfig.defaults().withEpochs(12).withBatchSize(32);
        try (TensorStore members = new TensorStore(network.layout(), 1)) {
            members.put(0, Initialisation.TORCH_DEFAULT.draw(network.layout(), seed));
            PopulationTrainer trainer = new PopulationTrainer(network, data, config);
            trainer.train(members, List.of(), List.of(seed), 0, trainer.totalSteps(), TrainingListener.SILENT);
            return members.get(0);
        }
    }

    private static double logit(StateDict linear, int row, int klass) {
        double sum = linear.entry("fc1.bias").get(klass);
        for (int k = 0; k < 6; k++) {
            sum += (double) linear.entry("fc1.weight").get(klass * 6 + k) * DATA.features()[row * 6 + k];
        }
        return sum;
    }

    private static StateDict draw(Architecture architecture, long seed) {
        return Initialisation.TORCH_DEFAULT.draw(architecture.layout(), new Seed(seed));
    }

    private static StateDict copy(StateDict network) {
        return StateDict.of(network.layout(), network.toArray());
    }

    private static StateDict withState(StateDict network, float value) {
        float[] flat = network.toArray();
        Layout layout = network.layout();
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int k = layout.offset(e); !layout.entry(e).kind().isLearnable() && k < layout.offset(e + 1); k++) {
                flat[k] = value;
            }
        }
        return StateDict.of(layout, flat);
    }

    private static Examples random(int count, int width, int classes) {
        SplittableRandom random = new Seed(5).random();
        float[] features = new float[count * width];
        int[] labels = new int[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(classes);
        }
        return Examples.of(features, labels, List.of(width), classes);
    }

    private static void assertBits(float[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(found[i]), "value " + i);
        }
    }
}
