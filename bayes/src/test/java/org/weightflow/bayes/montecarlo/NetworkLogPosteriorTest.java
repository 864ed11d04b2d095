package org.weightflow.bayes.montecarlo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.bayes.PosteriorPredictive;
import org.weightflow.bayes.TicketFixture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.gradient.Gradient;
import org.weightflow.networks.metrics.Classification;
import org.weightflow.networks.metrics.Predictions;

class NetworkLogPosteriorTest {
    private static final TicketFixture TICKET = TicketFixture.of("mlp-6-5-4-3-bn", 40, 0.4, new Seed(1));
    private static final PosteriorConfig CONFIG = new PosteriorConfig(0.5, 0.8, 8);

    private static NetworkLogPosterior posterior(PosteriorConfig config) {
        return new NetworkLogPosterior(
                TICKET.architecture(), TICKET.network(), TICKET.mask(), TICKET.training(), config);
    }

    @Test
    void hasOneDimensionForEachSurvivor() {
        Layout layout = TICKET.architecture().layout();
        int learnable = IntStream.range(0, layout.entries().size())
                .filter(e -> layout.entry(e).kind().isLearnable())
                .map(TICKET.mask()::kept)
                .sum();
        assertEquals(learnable, posterior(CONFIG).dimension());
        assertTrue(learnable < layout.size() - 20);
    }

    @Test
    void isLikelihoodAndPrior() {
        NetworkLogPosterior posterior = posterior(CONFIG);
        double[] position = posterior.position();
        Predictions predictions = new PosteriorPredictive(TICKET.architecture())
                .each(List.of(TICKET.network()), TICKET.training())
                .get(0);
        double likelihood =
                -40 * Classification.nll(predictions, TICKET.training().labels());
        double square = Arrays.stream(position).map(w -> w * w).sum();
        // The predictions are computed in float32.
        assertEquals(
                likelihood / 0.8 - square / (2 * 0.25), posterior.at(position).value(), 1e-4);
    }

    @Test
    void hasTheGradientOfItsValue() {
        NetworkLogPosterior posterior = posterior(CONFIG);
        double[] position = posterior.position();
        double[] slope = posterior.at(position).derivatives();
        double step = 1e-6;
        for (int i = 0; i < position.length; i++) {
            double[] ahead = position.clone();
            double[] behind = position.clone();
            ahead[i] += step;
            behind[i] -= step;
            double expected =
                    (posterior.at(ahead).value() - posterior.at(behind).value()) / (2 * step);
            assertEquals(expected, slope[i], 1e-5 * Math.max(1, Math.abs(expected)), "coordinate " + i);
        }
    }

    @Test
    void estimatesTheGradientPerDatum() {
        Gradient full = posterior(CONFIG).at(posterior(CONFIG).position());
        double[] perDatum = Arrays.stream(full.derivatives()).map(g -> g / 40).toArray();
        NetworkLogPosterior all = posterior(CONFIG.withBatchSize(1000));
        assertArrayEquals(perDatum, all.estimate(all.position(), new Seed(1).random()), 1e-12);
        double[] mean = new double[perDatum.length];
        double spread = 0;
        int draws = 150;
        for (int d = 0; d < draws; d++) {
            double[] one = posterior(CONFIG)
                    .estimate(all.position(), new Seed(2).child(d).random());
            for (int i = 0; i < mean.length; i++) {
                mean[i] += one[i] / draws;
                spread += (one[i] - perDatum[i]) * (one[i] - perDatum[i]) / draws;
            }
        }
        double distance = IntStream.range(0, mean.length)
                .mapToDouble(i -> (mean[i] - perDatum[i]) * (mean[i] - perDatum[i]))
                .sum();
        // The squared error of the mean is spread / draws on average.
        assertTrue(spread > 1e-4, "batches differ");
        assertTrue(distance < 3 * spread / draws, distance + " of " + spread / draws);
    }

    @Test
    void drawsNetworksWithExactZerosAndTheStateOfTheTicket() {
        NetworkLogPosterior posterior = posterior(PosteriorConfig.defaults());
        HmcConfig config = new HmcConfig(5, 6, 3, 0, 0.8);
        List<Chain> chains = HamiltonianMonteCarlo.chains(new HamiltonianMonteCarlo(config)
                .sample(
                        posterior,
                        List.of(posterior.position(), posterior.priorDraw(new Seed(4))),
                        new Seed(5),
                        ChainListener.NONE));
        List<StateDict> networks = posterior.networks(chains, 3);
        assertEquals(4, networks.size());
        assertTrue(networks.get(0).sameBits(posterior.network(chains.get(0).draw(2))));
        assertTrue(networks.get(3).sameBits(posterior.network(chains.get(1).draw(5))));
        Mask mask = TICKET.mask();
        Layout layout = mask.layout();
        for (StateDict network : networks) {
            float[] values = network.toArray();
            float[] ticket = TICKET.network().toArray();
            int moved = 0;
            for (int i = 0; i < values.length; i++) {
                boolean learnable = layout.entry(layout.entryAt(i)).kind().isLearnable();
                if (!mask.keeps(i)) {
                    assertEquals(0f, values[i]);
                } else if (!learnable) {
                    assertEquals(ticket[i], values[i]);
                } else {
                    moved += values[i] != ticket[i] ? 1 : 0;
                }
            }
            assertEquals(posterior.dimension(), moved);
        }
        var e = assertThrows(IllegalArgumentException.class, () -> posterior.networks(chains, 7));
        assertTrue(e.getMessage().contains("7 draws"), e::getMessage);
    }
}
