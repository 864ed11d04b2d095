package org.weightflow.bayes.laplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.Survivors;
import org.weightflow.bayes.TicketFixture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.gradient.DifferentiableFunction;
import org.weightflow.networks.gradient.NetworkGradient;
import org.weightflow.networks.gradient.NetworkGradient.Statistics;
import org.weightflow.networks.metrics.Predictions;

class LastLayerLaplaceTest {
    /** Features in float32, of the largest curvature of a layer. */
    private static final double SINGLE = 1e-5;

    /** In the last layer the loss has no kinks, so the step need not be small. */
    private static final double STEP = 1e-4;

    private static TrainedTicket ticket(TicketFixture fixture) {
        return new TrainedTicket(fixture.architecture(), fixture.network(), fixture.mask(), fixture.training());
    }

    private static LastLayerLaplace fit(TicketFixture fixture) {
        return LastLayerLaplace.fit(ticket(fixture), LaplaceConfig.defaults(), new Seed(1));
    }

    /** In the last layer the Gauss-Newton matrix is the Hessian; in a network of one layer that is all of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlp-5-3",
                "mlp-6-5-4-3-bn",
                "lenet-5-3-4-6-in2x20x18-classes3",
                "resnet-8-width2-in2x8x8-classes3",
                "vit-width8-depth1-heads2-mlp2-in3x8x8-classes3"
            })
    void isTheHessianOfTheLastLayer(String id) {
        TicketFixture fixture = TicketFixture.of(id, 17, 0.6, new Seed(2));
        Survivors survivors = last(fixture);
        DMatrixRMaj curvature = fit(fixture).curvature();
        assertEquals(survivors.count(), curvature.numRows);
        DifferentiableFunction mean =
                new NetworkGradient(fixture.architecture(), Statistics.RUNNING).crossEntropy(fixture.training());
        float[] flat = fixture.network().toArray();
        double[] point = new double[flat.length];
        Arrays.setAll(point, i -> flat[i]);
        double largest = CommonOps_DDRM.elementMaxAbs(curvature);
        for (int s = 0; s < survivors.count(); s++) {
            double[] ahead = point.clone();
            double[] behind = point.clone();
            ahead[survivors.index(s)] += STEP;
            behind[survivors.index(s)] -= STEP;
            double[] high = survivors.of(mean.at(ahead).derivatives());
            double[] low = survivors.of(mean.at(behind).derivatives());
            for (int t = 0; t < high.length; t++) {
                assertEquals(17 * (high[t] - low[t]) / (2 * STEP), curvature.get(t, s), SINGLE * largest, t + ", " + s);
            }
        }
    }

    private static Survivors last(TicketFixture fixture) {
        List<Layout.Entry> entries = fixture.architecture().layout().entries();
        List<Layout.Entry> last = entries.subList(entries.size() - 2, entries.size());
        return Survivors.of(fixture.mask(), last::contains);
    }

    @Test
    void hasTheDiagonalOfTheDiagonalOneInANetworkOfOneLayer() {
        TicketFixture fixture = TicketFixture.of("mlp-5-3", 30, 0.6, new Seed(3));
        Survivors survivors = last(fixture);
        double[] deviations = survivors.values(DiagonalLaplace.fit(
                        ticket(fixture), LaplaceConfig.defaults().withLabels(LaplaceConfig.Labels.ALL), new Seed(1))
                .posterior(2)
                .deviation());
        DMatrixRMaj curvature = fit(fixture).curvature();
        for (int s = 0; s < deviations.length; s++) {
            assertEquals(1 / Math.sqrt(curvature.get(s, s) + 2), deviations[s], 1e-6);
        }
    }

    @Test
    void drawsNetworksThatDifferByItsCovarianceInTheLastLayerAlone() {
        TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3", 60, 0.6, new Seed(4));
        LastLayerLaplace laplace = fit(fixture);
        Survivors survivors = last(fixture);
        int size = survivors.count();
        DMatrixRMaj precision = laplace.curvature().copy();
        for (int i = 0; i < size; i++) {
            precision.add(i, i, 0.7);
        }
        DMatrixRMaj covariance = new DMatrixRMaj(size, size);
        assertTrue(CommonOps_DDRM.invert(precision, covariance));
        int count = 20_000;
        DMatrixRMaj measured = new DMatrixRMaj(size, size);
        double[] mean = survivors.values(fixture.network());
        LastLayerPosterior posterior = laplace.posterior(0.7);
        for (StateDict draw : posterior.draws(count, new Seed(5))) {
            double[] values = survivors.values(draw);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    measured.add(i, j, (values[i] - mean[i]) * (values[j] - mean[j]) / count);
                }
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                // A covariance from n draws has the variance (s_ii s_jj + s_ij^2) / n.
                double error = Math.sqrt(
                        (covariance.get(i, i) * covariance.get(j, j) + covariance.get(i, j) * covariance.get(i, j))
                                / count);
                assertEquals(covariance.get(i, j), measured.get(i, j), 4.5 * error);
            }
        }
        assertEqualOutside(survivors, fixture.network(), posterior.draw(new Seed(6)));
    }

    /** Pruned values of the layer, which are 0, are outside, too. */
    private static void assertEqualOutside(Survivors survivors, StateDict expected, StateDict drawn) {
        StateDict restored = survivors.network(drawn, survivors.values(expected));
        assertTrue(restored.sameBits(expected));
        assertTrue(!drawn.sameBits(expected));
    }

    /** The link with the variances that the logits have over 600 networks drawn, which are known to 6 %. */
    @Test
    void predictsWithTheVariancesOfTheDrawsLogits() {
        TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3", 20, 0.6, new Seed(7));
        LastLayerLaplace laplace = fit(fixture);
        double[][] centre = logits(fixture, fixture.network());
        double[][] variances = new double[20][3];
        int count = 600;
        for (StateDict draw : laplace.posterior(0.5).draws(count, new Seed(8))) {
            double[][] drawn = logits(fixture, draw);
            for (int n = 0; n < 20; n++) {
                for (int c = 0; c < 3; c++) {
                    variances[n][c] += (drawn[n][c] - centre[n][c]) * (drawn[n][c] - centre[n][c]) / count;
                }
            }
        }
        for (int n = 0; n < 20; n++) {
            for (int c = 0; c < 3; c++) {
                assertTrue(variances[n][c] > 0.1, "variance " + variances[n][c]);
                centre[n][c] /= Math.sqrt(1 + Math.PI / 8 * variances[n][c]);
            }
        }
        Predictions expected = Predictions.ofLogits(centre);
        Predictions closed = laplace.predict(0.5, fixture.training(), new Seed(1));
        for (int n = 0; n < 20; n++) {
            for (int c = 0; c < 3; c++) {
                assertEquals(expected.probability(n, c), closed.probability(n, c), 0.02);
            }
        }
    }

    private static double[][] logits(TicketFixture fixture, StateDict network) {
        return LastLayer.of(fixture.architecture(), network, fixture.training()).logits();
    }

    /** The link is an approximation, of a mean that changes little where there are many examples. */
    @Test
    void predictsAboutWhatManyDrawsDo() {
        TicketFixture fixture = TicketFixture.of("mlp-6-5-4-3", 500, 0.6, new Seed(7));
        LastLayerLaplace laplace = fit(fixture);
        Predictions closed = laplace.predict(5, fixture.training(), new Seed(1));
        Predictions many = Predictions.ensemble(new PosteriorPredictive(fixture.architecture())
                .each(laplace.posterior(5).draws(500, new Seed(8)), fixture.training()));
        for (int n = 0; n < 500; n++) {
            assertEquals(many.probability(n, 0), closed.probability(n, 0), 0.02);
        }
    }

    @Test
    void flattensPredictionsByTheVarianceOfTheirLogits() {
        TicketFixture fixture = TicketFixture.of("mlp-5-3", 1, 1, new Seed(9));
        LastLayerLaplace laplace = fit(fixture);
        // A prior so narrow that the data say nothing: each logit has the variance |phi|^2 / lambda.
        double lambda = 1e6;
        double square = 1;
        for (float x : fixture.training().features()) {
            square += (double) x * x;
        }
        LastLayer layer = LastLayer.of(fixture.architecture(), fixture.network(), fixture.training());
        double scale = Math.sqrt(1 + Math.PI / 8 * square / lambda);
        double[][] logits = {
            Arrays.stream(layer.logits()[0]).map(z -> z / scale).toArray()
        };
        assertEquals(
                Predictions.ofLogits(logits).probability(0, 2),
                laplace.predict(lambda, fixture.training(), new Seed(1)).probability(0, 2),
                1e-9);
        assertTrue(laplace.predict(1e-3, fixture.training(), new Seed(1)).confidence(0)
                < laplace.predict(1, fixture.training(), new Seed(1)).confidence(0));
    }

    @Test
    void refusesPrecisionsThatAreNone() {
        LastLayerLaplace laplace = fit(TicketFixture.of("mlp-5-3", 4, 1, new Seed(9)));
        assertThrows(IllegalArgumentException.class, () -> laplace.posterior(0));
        assertThrows(IllegalArgumentException.class, () -> laplace.logMarginalLikelihood(Double.NaN));
    }
}
