package org.weightflow.bayes.laplace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.TicketFixture;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.architecture.Mlp;
import org.weightflow.networks.gradient.NetworkGradient;
import org.weightflow.networks.gradient.NetworkGradient.Statistics;
import org.weightflow.networks.metrics.Predictions;

class DiagonalLaplaceTest {
    private static final LaplaceConfig EXACT = LaplaceConfig.defaults().withLabels(LaplaceConfig.Labels.ALL);

    /** Squares of float32 gradients, of the largest of a network. */
    private static final double SINGLE = 1e-5;

    private static TrainedTicket ticket(TicketFixture fixture) {
        return new TrainedTicket(fixture.architecture(), fixture.network(), fixture.mask(), fixture.training());
    }

    /** With one-hot inputs and no weights, h of class c and input j is p (1 - p) of the examples that show j, p = 1 / C. */
    @Test
    void hasAClosedFormWithoutWeights() {
        Architecture architecture = Mlp.of(3, 4);
        Layout layout = architecture.layout();
        float[] features = {1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2};
        Examples data = Examples.of(features, new int[] {0, 1, 2, 3, 0}, List.of(3), 4);
        StateDict zero = StateDict.of(layout, new float[layout.size()]);
        DiagonalLaplace laplace = DiagonalLaplace.fit(
                new TrainedTicket(architecture, zero, Mask.dense(layout), data), EXACT, new Seed(1));
        float[] deviations = laplace.posterior(0.5).deviation().toArray();
        double p = 0.25 * 0.75;
        for (int c = 0; c < 4; c++) {
            assertEquals(1 / Math.sqrt(3 * p + 0.5), deviations[3 * c], 1e-6);
            assertEquals(1 / Math.sqrt(p + 0.5), deviations[3 * c + 1], 1e-6);
            assertEquals(1 / Math.sqrt(4 * p + 0.5), deviations[3 * c + 2], 1e-6);
            assertEquals(1 / Math.sqrt(5 * p + 0.5), deviations[12 + c], 1e-6);
        }
        double logDeterminant =
                4 * (Math.log(3 * p + 0.5) + Math.log(p + 0.5) + Math.log(4 * p + 0.5) + Math.log(5 * p + 0.5));
        assertEquals(
                -5 * Math.log(4) + 8 * Math.log(0.5) - logDeterminant / 2, laplace.logMarginalLikelihood(0.5), 1e-5);
    }

    /** One example at a time in float64. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-6-5-4-3",
                "mlp-6-5-4-3-bn",
                "lenet-5-3-4-6-in2x20x18-classes3",
                "resnet-8-width2-in2x8x8-classes3",
                "vit-width8-depth1-heads2-mlp2-in3x8x8-classes3"
            })
    void isTheExpectedSquareOfEachExamplesGradient(String id) {
        TicketFixture fixture = TicketFixture.of(id, 13, 0.5, new Seed(2));
        double[] expected = expectedSquares(fixture);
        float[] deviations = DiagonalLaplace.fit(ticket(fixture), EXACT, new Seed(3))
                .posterior(1)
                .deviation()
                .toArray();
        double largest = Arrays.stream(expected).max().orElseThrow();
        Layout layout = fixture.architecture().layout();
        for (int i = 0; i < deviations.length; i++) {
            if (fixture.mask().keeps(i)
                    && layout.entry(layout.entryAt(i)).kind().isLearnable()) {
                double curvature = 1 / ((double) deviations[i] * deviations[i]) - 1;
                assertEquals(expected[i], curvature, SINGLE * (1 + largest), "value " + i);
            } else {
                assertEquals(0, deviations[i]);
            }
        }
    }

    private static double[] expectedSquares(TicketFixture fixture) {
        Architecture architecture = fixture.architecture();
        NetworkGradient gradients = new NetworkGradient(architecture, Statistics.RUNNING);
        Examples data = fixture.training();
        Predictions own = new PosteriorPredictive(architecture)
                .each(List.of(fixture.network()), data)
                .get(0);
        float[] flat = fixture.network().toArray();
        double[] point = new double[flat.length];
        Arrays.setAll(point, i -> flat[i]);
        double[] sum = new double[flat.length];
        int width = data.featureCount();
        for (int n = 0; n < data.count(); n++) {
            float[] one = Arrays.copyOfRange(data.features(), n * width, (n + 1) * width);
            for (int c = 0; c < data.classes(); c++) {
                double[] slope = gradients
                        .crossEntropy(Examples.of(one, new int[] {c}, data.exampleShape(), data.classes()))
                        .at(point)
                        .derivatives();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += own.probability(n, c) * slope[i] * slope[i];
                }
            }
        }
        return sum;
    }

    /** Its mean is the exact one, and its error falls as the root of the labels drawn. */
    @Test
    void estimatesTheExactDiagonalFromDrawnLabels() {
        TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3", 400, 0.5, new Seed(4));
        double[] exact = curvature(DiagonalLaplace.fit(ticket(fixture), EXACT, new Seed(1)));
        LaplaceConfig drawn = LaplaceConfig.defaults();
        double one = distance(exact, curvature(DiagonalLaplace.fit(ticket(fixture), drawn, new Seed(1))));
        double many =
                distance(exact, curvature(DiagonalLaplace.fit(ticket(fixture), drawn.withLabelDraws(64), new Seed(1))));
        assertTrue(one < 0.3, "relative distance " + one);
        assertTrue(one > 0.01, "relative distance " + one);
        assertTrue(many < one / 3, many + " after " + one);
    }

    private static double distance(double[] a, double[] b) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            norm += a[i] * a[i];
        }
        return Math.sqrt(difference / norm);
    }

    private static double[] curvature(DiagonalLaplace laplace) {
        float[] deviations = laplace.posterior(1).deviation().toArray();
        double[] curvature = new double[deviations.length];
        Arrays.setAll(curvature, i -> deviations[i] == 0 ? 0 : 1 / ((double) deviations[i] * deviations[i]) - 1);
        return curvature;
    }

    /** Of examples that are all the same, a few say as much as all. */
    @Test
    void standsForAllExamplesWhenItReadsSome() {
        TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3", 1, 0.5, new Seed(5));
        Examples many = fixture.training().select(new int[40]);
        TrainedTicket ticket = new TrainedTicket(fixture.architecture(), fixture.network(), fixture.mask(), many);
        double[] all = curvature(DiagonalLaplace.fit(ticket, EXACT, new Seed(1)));
        double[] some = curvature(DiagonalLaplace.fit(ticket, EXACT.withExamples(7), new Seed(1)));
        assertArrayEquals(all, some, SINGLE * Arrays.stream(all).max().orElseThrow());
    }

    @Test
    void leavesPrunedValuesAtZeroAndPointsWhereTheyAre() {
        TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3-bn", 20, 0.5, new Seed(6));
        LaplaceConfig weights = LaplaceConfig.defaults().withUncertain(LaplaceConfig.Uncertain.WEIGHTS);
        Posterior posterior =
                DiagonalLaplace.fit(ticket(fixture), weights, new Seed(1)).posterior(3);
        assertTrue(posterior.mean().sameBits(fixture.network()));
        Layout layout = fixture.architecture().layout();
        float[] deviations = posterior.deviation().toArray();
        for (int i = 0; i < deviations.length; i++) {
            boolean weight = layout.entry(layout.entryAt(i)).kind() == Layout.Kind.WEIGHT;
            assertEquals(weight && fixture.mask().keeps(i), deviations[i] > 0, "value " + i);
            assertTrue(deviations[i] <= 1 / Math.sqrt(3) + 1e-6);
        }
    }

    @Test
    void becomesThePointTicketUnderAPriorThatIsSure() {
        TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3", 20, 0.5, new Seed(7));
        TrainedTicket ticket = ticket(fixture);
        DiagonalLaplace laplace = DiagonalLaplace.fit(ticket, LaplaceConfig.defaults(), new Seed(1));
        Predictions sure = laplace.predict(1e12, fixture.training(), new Seed(2));
        Predictions point = ticket.predictions(fixture.training());
        Predictions loose = laplace.predict(0.1, fixture.training(), new Seed(2));
        double change = 0;
        for (int n = 0; n < sure.examples(); n++) {
            assertEquals(point.probability(n, 1), sure.probability(n, 1), 1e-5);
            change = Math.max(change, Math.abs(point.probability(n, 1) - loose.probability(n, 1)));
        }
        assertTrue(change > 0.01);
    }

    @Test
    void refusesPrecisionsThatAreNone() {
        DiagonalLaplace laplace = DiagonalLaplace.fit(
                ticket(TicketFixture.of("mlp-6-5-4-3", 5, 0.5, new Seed(8))), LaplaceConfig.defaults(), new Seed(1));
        for (double none : new double[] {0, -1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> laplace.posterior(none));
            assertThrows(IllegalArgumentException.class, () -> laplace.logMarginalLikelihood(none));
        }
    }
}
