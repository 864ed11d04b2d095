package org.weightflow.pruning.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.gradient.DifferentiableFunction;
import org.weightflow.networks.gradient.Gradient;

class GraspTest {
    private static final Seed SEED = new Seed(4);
    /** Of the largest score; the step of the difference leaves about 1e-8. */
    private static final double PRECISION = 1e-7;

    @Test
    void isPyTorchs() {
        double[] scores = Grasp.defaults()
                .withPerClass(2)
                .score(GoldenNetwork.DATA, GoldenNetwork.weights(), ScoreFixture.dense(GoldenNetwork.DATA), SEED);
        double[] expected = {
            1.642677509014527e-06,
            -1.796608729462154e-06,
            2.765875026617533e-07,
            1.441589109143640e-06,
            7.190253467062673e-06,
            2.064391772551893e-06,
            0,
            0
        };
        assertArrayEquals(expected, GoldenNetwork.picked(scores), 7e-6 * PRECISION);
        assertEquals(2.548819736301227e-05, ScoreFixture.sum(scores), 3e-5 * PRECISION);
        double[] absolute = new Grasp(Grasp.Variant.ABSOLUTE, 200, 2)
                .score(GoldenNetwork.DATA, GoldenNetwork.weights(), ScoreFixture.dense(GoldenNetwork.DATA), SEED);
        assertEquals(3.221720111211428e-05, ScoreFixture.sum(absolute), 3e-5 * PRECISION);
        for (int i = 0; i < scores.length; i++) {
            assertEquals(Math.abs(scores[i]), absolute[i]);
        }
    }

    /** L = 1/2 w^T A w over the weights: g = A w, H = A, S = -w * (A A w). Biases, which are no candidates, have no part in it. */
    @Test
    void isTheClosedFormOfAQuadratic() {
        ScoringData data = ScoreFixture.data("mlp-3-2", 4, new Seed(1));
        StateDict weights = ScoreFixture.biased(data, new Seed(3));
        Candidates candidates = ScoreFixture.candidates(data, weights);
        int prunable = weights.layout().prunableSize();
        assertEquals(6, prunable);
        SplittableRandom random = new Seed(6).random();
        double[][] a = new double[prunable][prunable];
        for (int i = 0; i < prunable; i++) {
            for (int j = 0; j <= i; j++) {
                a[i][j] = random.nextGaussian();
                a[j][i] = a[i][j];
            }
        }
        double[] flow = times(a, candidates.point());
        double[] curved = times(a, flow);
        double[] expected = new double[weights.layout().size()];
        for (int i = 0; i < prunable; i++) {
            expected[i] = -candidates.point()[i] * curved[i];
        }
        DifferentiableFunction quadratic = point -> new Gradient(Double.NaN, times(a, point));
        assertArrayEquals(expected, Grasp.hindrance(quadratic, candidates), 10 * PRECISION);
    }

    /** The product with the leading values, zeros behind. */
    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[vector.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }

    /**
     * sum S = -w^T H g = -d/dt g(w + t w)^T g at t = 0, a slope along w alone, which one step of another length finds from
     * gradients.
     */
    @ParameterizedTest
    @ValueSource(strings = {"mlp-6-5-4-3", "mlp-6-5-4-3-bn", "lenet-5-2-3-4-in1x16x16-classes3"})
    void sumsToTheSlopeOfTheFlowAgainstTheScaleOfTheWeights(String id) {
        ScoringData data = ScoreFixture.data(id, 30, new Seed(1));
        Candidates candidates = ScoreFixture.candidates(data, ScoreFixture.biased(data, new Seed(3)));
        DifferentiableFunction loss = Grasp.defaults().loss(data, SEED);
        double[] flow = candidates.only(loss.at(candidates.point()).derivatives());
        double step = 1e-7;
        double slope =
                (dot(flow, along(candidates, loss, step)) - dot(flow, along(candidates, loss, -step))) / (2 * step);
        double sum = ScoreFixture.sum(Grasp.hindrance(loss, candidates));
        assertTrue(Math.abs(sum) > 1e-8, "the sum is " + sum);
        assertEquals(-slope, sum, 1e-6 * Math.abs(sum));
    }

    private static double[] along(Candidates candidates, DifferentiableFunction loss, double step) {
        double[] weights = candidates.only(candidates.point());
        double[] moved = candidates.point().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * weights[i];
        }
        return candidates.only(loss.at(moved).derivatives());
    }

    /** Removing a little of a weight with S &gt; 0 makes the flow grow: w_j d(g^T g / 2)/dw_j = w_j (H g)_j = -S_j. */
    @Test
    void tellsHowTheFlowChangesWithEachWeight() {
        ScoringData data = ScoreFixture.data("mlp-6-5-4-3", 30, new Seed(1));
        Candidates candidates = ScoreFixture.candidates(data, ScoreFixture.biased(data, new Seed(3)));
        Layout layout = candidates.layout();
        DifferentiableFunction loss = Grasp.defaults().loss(data, SEED);
        double[] s = Grasp.hindrance(loss, candidates);
        double largest = Arrays.stream(s).map(Math::abs).max().orElseThrow();
        double step = 1e-6;
        for (int i = 0; i < layout.size(); i++) {
            if (layout.entry(layout.entryAt(i)).prunable()) {
                double slope = (halfFlow(candidates, loss, i, 1 + step) - halfFlow(candidates, loss, i, 1 - step))
                        / (2 * step);
                assertEquals(-slope, s[i], 1e-6 * largest, "value " + i);
            }
        }
    }

    private static double halfFlow(Candidates candidates, DifferentiableFunction loss, int index, double factor) {
        double[] point = candidates.point().clone();
        point[index] *= factor;
        double[] flow = candidates.only(loss.at(point).derivatives());
        return dot(flow, flow) / 2;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Pruned weights have no flow, so they have no part in H g either: the score is that of a network without them. */
    @Test
    void leavesPrunedWeightsOutOfTheFlow() {
        ScoringData data = ScoreFixture.data("mlp-3-2", 4, new Seed(1));
        StateDict weights = ScoreFixture.biased(data, new Seed(3));
        Mask mask = ScoreFixture.mask(weights.layout(), 0.5, new Seed(2));
        Candidates candidates = Candidates.of(data, weights, mask);
        DifferentiableFunction sum = point -> {
            double total = ScoreFixture.sum(candidates.only(point));
            double[] gradient = new double[point.length];
            Arrays.fill(gradient, total);
            return new Gradient(total * total / 2, gradient);
        };
        // Over n kept weights A is all ones, so g = t, H g = n t for the total t.
        double total = ScoreFixture.sum(candidates.only(candidates.point()));
        double[] s = Grasp.hindrance(sum, candidates);
        for (int i = 0; i < s.length; i++) {
            double expected = candidates.only(candidates.point())[i] * -mask.keptPrunable() * total;
            assertEquals(expected, s[i], PRECISION);
        }
    }

    @Test
    void refusesToHalveOneExample() {
        ScoringData data = ScoreFixture.data("mlp-3-1", 4, new Seed(1));
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> Grasp.defaults().withPerClass(1).loss(data, SEED));
        assertTrue(e.getMessage().contains("perClass 1 of 1 class"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> new Grasp(Grasp.Variant.ABSOLUTE, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new Grasp(Grasp.Variant.ABSOLUTE, 1, 0));
    }
}
