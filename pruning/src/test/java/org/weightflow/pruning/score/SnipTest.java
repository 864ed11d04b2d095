package org.weightflow.pruning.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.gradient.DifferentiableFunction;
import org.weightflow.networks.gradient.NetworkGradient;
import org.weightflow.pruning.score.Snip.Aggregation;

class SnipTest {
    private static final Seed SEED = new Seed(4);
    /** float64 sums of some hundred terms. */
    private static final double ROUNDING = 1e-12;

    @Test
    void isPyTorchs() {
        Snip snip = Snip.defaults().withDraw(new BalancedBatches(1, 2));
        double[] scores =
                snip.score(GoldenNetwork.DATA, GoldenNetwork.weights(), ScoreFixture.dense(GoldenNetwork.DATA), SEED);
        double[] expected = {
            0.001148013508498,
            0.021899423010998,
            0.006921941558973,
            0.055272656491626,
            0.110892070060132,
            0.065948143396816,
            0,
            0
        };
        assertArrayEquals(expected, GoldenNetwork.picked(scores), 1e-14);
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void sharesOutOne(Aggregation aggregation) {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 60, new Seed(1));
        Snip snip = new Snip(aggregation, new RandomBatches(4, 10));
        Mask mask = ScoreFixture.mask(data.architecture().layout(), 0.6, new Seed(2));
        double[] scores = snip.score(data, ScoreFixture.biased(data, new Seed(3)), mask, SEED);
        assertEquals(1, ScoreFixture.sum(scores), ROUNDING);
        assertTrue(Arrays.stream(scores).allMatch(score -> score >= 0));
    }

    @Test
    void isZeroWhereEveryWeightIs() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 20, new Seed(1));
        StateDict zero = StateDict.of(
                data.architecture().layout(),
                new float[data.architecture().layout().size()]);
        double[] scores =
                Snip.defaults().withDraw(new RandomBatches(1, 20)).score(data, zero, ScoreFixture.dense(data), SEED);
        assertArrayEquals(new double[scores.length], scores);
    }

    /** The mask as a variable: m_j multiplies w_j, and the loss is differenced at m_j = 1. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp-6-5-4-3", "mlp-6-5-4-3-bn", "lenet-5-2-3-4-in1x16x16-classes3"})
    void isTheSlopeOfTheLossAgainstTheMask(String id) {
        ScoringData data = ScoreFixture.data(id, 20, new Seed(1));
        StateDict weights = ScoreFixture.biased(data, new Seed(3));
        Layout layout = weights.layout();
        Snip snip = Snip.defaults().withDraw(new RandomBatches(1, 20));
        double[] sums = snip.sums(data, ScoreFixture.candidates(data, weights), SEED);
        DifferentiableFunction loss = new NetworkGradient(data.architecture(), NetworkGradient.Statistics.BATCH)
                .crossEntropy(data.training());
        double[] point = ScoreFixture.candidates(data, weights).point();
        double step = 1e-6;
        for (int i = 0; i < layout.size(); i += 3) {
            if (layout.entry(layout.entryAt(i)).prunable()) {
                double[] more = point.clone();
                double[] less = point.clone();
                more[i] *= 1 + step;
                less[i] *= 1 - step;
                double slope = (loss.at(more).value() - loss.at(less).value()) / (2 * step);
                assertEquals(slope, sums[i], 1e-8, id + " " + i);
            }
        }
    }

    /** Powers of two round nothing. */
    @Test
    void doesNotSeeHowLayersShareTheirScale() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 20, new Seed(1));
        StateDict weights = ScoreFixture.fresh(data, new Seed(3));
        float[] flat = weights.toArray();
        scale(weights.layout(), flat, "fc1.weight", 8f);
        scale(weights.layout(), flat, "fc2.weight", 0.25f);
        scale(weights.layout(), flat, "fc3.weight", 0.5f);
        Snip snip = Snip.defaults().withDraw(new RandomBatches(1, 20));
        assertArrayEquals(
                snip.score(data, weights, ScoreFixture.dense(data), SEED),
                snip.score(data, StateDict.of(weights.layout(), flat), ScoreFixture.dense(data), SEED),
                ROUNDING);
    }

    private static void scale(Layout layout, float[] flat, String name, float factor) {
        int e = layout.indexOf(name);
        for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
            flat[i] *= factor;
        }
    }

    /** Without biases, sum_j w_j dL/dw_j of a layer is the slope of the loss against the scale of the logits, for every layer. */
    @Test
    void conservesSignedScoresFromLayerToLayer() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 20, new Seed(1));
        StateDict weights = ScoreFixture.fresh(data, new Seed(3));
        double[] sums = Snip.defaults()
                .withDraw(new RandomBatches(1, 20))
                .sums(data, ScoreFixture.candidates(data, weights), SEED);
        double last = ScoreFixture.sum(ScoreFixture.entry(weights.layout(), sums, "fc3.weight"));
        assertTrue(Math.abs(last) > 0.01);
        for (String layer : new String[] {"fc1.weight", "fc2.weight"}) {
            double[] entry = ScoreFixture.entry(weights.layout(), sums, layer);
            assertEquals(last, ScoreFixture.sum(entry), 1e-14, layer);
            double magnitudes = Arrays.stream(entry).map(Math::abs).sum();
            assertTrue(magnitudes > 1.1 * Math.abs(last), "magnitudes are not conserved");
        }
    }

    /** What comes in through weights and bias of a unit goes out again, wherever scales may move between layers. */
    @ParameterizedTest
    @ValueSource(strings = {"mlp-6-5-4-3", "lenet-5-3-4-6-in2x20x18-classes3", "resnet-8-width2-in2x8x8-classes3"})
    void conservesSignedScoresAtEachHiddenUnit(String id) {
        ScoringData data = ScoreFixture.data(id, 20, new Seed(1));
        StateDict weights = ScoreFixture.biased(data, new Seed(3));
        double[] sums = Snip.defaults()
                .withDraw(new RandomBatches(1, 20))
                .sums(data, ScoreFixture.candidates(data, weights), SEED);
        assertTrue(!data.architecture().symmetry().scales().isEmpty());
        for (Symmetry.Scale scale : data.architecture().symmetry().scales()) {
            double[] in = ScoreFixture.unitSums(weights.layout(), sums, scale.units(), scale.up());
            double[] out = ScoreFixture.unitSums(weights.layout(), sums, scale.units(), scale.down());
            assertArrayEquals(in, out, 1e-13, scale.name());
            assertTrue(Arrays.stream(in).anyMatch(sum -> Math.abs(sum) > 1e-4), scale.name());
        }
    }

    @Test
    void aggregatesAlikeWhereThereIsOneBatch() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3-bn", 20, new Seed(1));
        BatchDraw one = new RandomBatches(1, 12);
        double[] mean = scores(Aggregation.MEAN_GRADIENT, one, data);
        assertArrayEquals(mean, scores(Aggregation.SUM_OF_BATCHES, one, data));
        assertArrayEquals(mean, scores(Aggregation.SUM_OF_MAGNITUDES, one, data), ROUNDING);
    }

    @Test
    void aggregatesSeveralBatchesInThreeWays() {
        BatchDraw several = new BalancedBatches(4, 2);
        ScoringData plain = ScoreFixture.data("mlp-6-5-4-3", 60, new Seed(1));
        double[] mean = scores(Aggregation.MEAN_GRADIENT, several, plain);
        // The sum is the mean times the number of batches, which sharing out 1 takes away.
        assertArrayEquals(mean, scores(Aggregation.SUM_OF_BATCHES, several, plain), ROUNDING);
        assertTrue(distance(mean, scores(Aggregation.SUM_OF_MAGNITUDES, several, plain)) > 0.05);
        ScoringData normalised = ScoreFixture.data("mlp-6-5-4-3-bn", 60, new Seed(1));
        double[] whole = scores(Aggregation.MEAN_GRADIENT, several, normalised);
        assertTrue(distance(whole, scores(Aggregation.SUM_OF_BATCHES, several, normalised)) > 0.05);
    }

    /** Before 1 is shared out: |sum| = batches |mean| without normalisation, and at most the sum of magnitudes. */
    @Test
    void cancelsOppositeSlopesUnlessMagnitudesAreSummed() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 60, new Seed(1));
        Candidates candidates = ScoreFixture.candidates(data, ScoreFixture.biased(data, new Seed(3)));
        Snip snip = Snip.defaults().withDraw(new RandomBatches(5, 12));
        double[] mean = snip.sums(data, candidates, SEED);
        double[] sum = snip.withAggregation(Aggregation.SUM_OF_BATCHES).sums(data, candidates, SEED);
        double[] magnitudes =
                snip.withAggregation(Aggregation.SUM_OF_MAGNITUDES).sums(data, candidates, SEED);
        int cancelled = 0;
        for (int i = 0; i < mean.length; i++) {
            assertEquals(5 * mean[i], sum[i], ROUNDING);
            assertTrue(Math.abs(sum[i]) <= magnitudes[i] + ROUNDING);
            cancelled += Math.abs(sum[i]) < 0.9 * magnitudes[i] ? 1 : 0;
        }
        assertTrue(cancelled > mean.length / 4, "only " + cancelled);
    }

    private static double[] scores(Aggregation aggregation, BatchDraw draw, ScoringData data) {
        return new Snip(aggregation, draw)
                .score(data, ScoreFixture.biased(data, new Seed(3)), ScoreFixture.dense(data), SEED);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }
}
