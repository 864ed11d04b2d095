package org.weightflow.pruning.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.engine.EngineRuntime;

/** What every score keeps to. */
class SaliencyScoreTest {
    private static final List<String> NETWORKS = List.of(
            "mlp-6-5-4-3", "mlp-6-5-4-3-bn", "lenet-5-3-4-6-in2x20x18-classes3", "resnet-8-width2-in2x8x8-classes3");

    static List<SaliencyScore> scores() {
        return List.of(
                new Magnitude(),
                Snip.defaults().withDraw(new RandomBatches(1, 10)),
                new Snip(Snip.Aggregation.SUM_OF_MAGNITUDES, new BalancedBatches(2, 3)),
                Grasp.defaults().withPerClass(4),
                Grasp.defaults().withPerClass(4).withVariant(Grasp.Variant.ABSOLUTE),
                new SynFlow());
    }

    @ParameterizedTest
    @MethodSource("scores")
    void scoresTheKeptValuesOfPrunableEntriesAlone(SaliencyScore score) {
        for (String id : NETWORKS) {
            ScoringData data = ScoreFixture.data(id, 24, new Seed(1));
            Layout layout = data.architecture().layout();
            Mask mask = ScoreFixture.mask(layout, 0.7, new Seed(2));
            double[] scores = score.score(data, ScoreFixture.biased(data, new Seed(3)), mask, new Seed(4));
            assertEquals(layout.size(), scores.length);
            int scored = 0;
            for (int i = 0; i < scores.length; i++) {
                boolean candidate = layout.entry(layout.entryAt(i)).prunable() && mask.keeps(i);
                assertTrue(candidate || Double.compare(scores[i], 0.0) == 0, id + " " + i);
                scored += scores[i] != 0 ? 1 : 0;
            }
            assertTrue(scored > 0.4 * mask.keptPrunable(), id);
        }
    }

    @ParameterizedTest
    @MethodSource("scores")
    void takesPrunedWeightsForZero(SaliencyScore score) {
        for (String id : NETWORKS) {
            ScoringData data = ScoreFixture.data(id, 24, new Seed(1));
            Mask mask = ScoreFixture.mask(data.architecture().layout(), 0.7, new Seed(2));
            StateDict weights = ScoreFixture.biased(data, new Seed(3));
            float[] other = weights.toArray();
            for (int i = 0; i < other.length; i++) {
                other[i] = mask.keeps(i) ? other[i] : Float.NaN;
            }
            StateDict spoilt = StateDict.of(weights.layout(), other);
            assertArrayEquals(
                    score.score(data, weights, mask, new Seed(4)), score.score(data, spoilt, mask, new Seed(4)));
        }
    }

    @ParameterizedTest
    @MethodSource("scores")
    void readsDataIfItSaysSo(SaliencyScore score) {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 24, new Seed(1));
        ScoringData other = ScoreFixture.data("mlp-6-5-4-3", 24, new Seed(11));
        StateDict weights = ScoreFixture.biased(data, new Seed(3));
        double[] scores = score.score(data, weights, ScoreFixture.dense(data), new Seed(4));
        double[] others = score.score(other, weights, ScoreFixture.dense(data), new Seed(4));
        assertEquals(score.readsData(), !Arrays.equals(scores, others));
    }

    @ParameterizedTest
    @MethodSource("scores")
    void isPureAndTheSameForSeveralNetworksOnAnyNumberOfThreads(SaliencyScore score) {
        int before = EngineRuntime.threads();
        for (String id : NETWORKS) {
            ScoringData data = ScoreFixture.data(id, 24, new Seed(1));
            Mask mask = ScoreFixture.mask(data.architecture().layout(), 0.7, new Seed(2));
            StateDict weights = ScoreFixture.biased(data, new Seed(3));
            float[] values = weights.toArray();
            List<StateDict> networks = List.of(ScoreFixture.biased(data, new Seed(5)), weights, weights);
            List<Mask> masks = List.of(ScoreFixture.dense(data), mask, mask);
            List<Seed> seeds = List.of(new Seed(6), new Seed(4), new Seed(4));
            try {
                EngineRuntime.setThreads(1);
                List<double[]> one = score.scores(data, networks, masks, seeds);
                assertArrayEquals(score.score(data, weights, mask, new Seed(4)), one.get(1));
                EngineRuntime.setThreads(3);
                List<double[]> three = score.scores(data, networks, masks, seeds);
                for (int p = 0; p < networks.size(); p++) {
                    assertArrayEquals(one.get(p), three.get(p), id);
                }
                assertArrayEquals(one.get(1), one.get(2));
                assertFalse(Arrays.equals(one.get(0), one.get(1)));
            } finally {
                EngineRuntime.setThreads(before);
            }
            assertArrayEquals(values, weights.toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("scores")
    void namesTheFirstScoreThatIsNotFinite(SaliencyScore score) {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 24, new Seed(1));
        StateDict good = ScoreFixture.biased(data, new Seed(3));
        Layout layout = good.layout();
        float[] values = good.toArray();
        Arrays.fill(values, 0, layout.offset(1), 0f);
        values[layout.offset(layout.indexOf("fc2.weight")) + 7] = Float.NaN;
        StateDict bad = StateDict.of(layout, values);
        List<Mask> masks = List.of(ScoreFixture.dense(data), ScoreFixture.dense(data));
        var e = assertThrows(
                ArithmeticException.class,
                () -> score.scores(data, List.of(good, bad), masks, List.of(new Seed(4), new Seed(4))));
        assertTrue(e.getMessage().startsWith("network 1: fc"), e::getMessage);
        assertTrue(e.getMessage().contains(" score of value "), e::getMessage);
        assertTrue(e.getMessage().contains("is NaN"), e::getMessage);
        if (score instanceof Magnitude) {
            assertTrue(e.getMessage().contains("fc2.weight: the magnitude score of value 7, which is NaN"));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 24, new Seed(1));
        ScoringData wider = ScoreFixture.data("mlp-6-7-4-3", 24, new Seed(1));
        StateDict weights = ScoreFixture.fresh(data, new Seed(3));
        Mask dense = ScoreFixture.dense(data);
        Magnitude score = new Magnitude();
        assertRefused(
                "fc1.weight: shape [7, 6] expected but [5, 6] in the weights to score",
                () -> score.score(wider, weights, dense, new Seed(4)));
        assertRefused(
                "fc1.weight: shape [5, 6] expected but [7, 6] in the mask",
                () -> score.score(data, weights, ScoreFixture.dense(wider), new Seed(4)));
        assertRefused(
                "2 masks and 1 seeds for 1 networks",
                () -> score.scores(data, List.of(weights), List.of(dense, dense), List.of(new Seed(4))));
        assertRefused(
                "1 masks and 0 seeds for 1 networks",
                () -> score.scores(data, List.of(weights), List.of(dense), List.of()));
        assertRefused(
                "architecture mlp-5-3 reads 5 values",
                () -> new ScoringData(
                        ScoreFixture.data("mlp-5-3", 3, new Seed(1)).architecture(), data.training()));
    }

    @Test
    void magnitudeIsTheMagnitude() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 24, new Seed(1));
        StateDict weights = ScoreFixture.fresh(data, new Seed(3));
        double[] scores = new Magnitude().score(data, weights, ScoreFixture.dense(data), new Seed(4));
        float[] values = weights.toArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(Math.abs((double) values[i]), scores[i], 0.0);
        }
    }

    private static void assertRefused(String message, Executable action) {
        var e = assertThrows(IllegalArgumentException.class, action);
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }
}
