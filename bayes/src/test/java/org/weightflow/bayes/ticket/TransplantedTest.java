package org.weightflow.bayes.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.LEVELS;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.NET;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.SEEDS;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.TRAINING;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.VARIATIONAL;
import static org.weightflow.bayes.ticket.PosteriorBenchFixture.find;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.weightflow.bayes.Posterior;
import org.weightflow.bayes.variational.Divergence;
import org.weightflow.bayes.variational.NormalPrior;
import org.weightflow.bayes.variational.VariationalTrainer;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.method.IterativeMagnitude;
import org.weightflow.pruning.method.Targets;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/** Deterministic tickets, what becomes of them as posteriors, and the other way round. */
class TransplantedTest {
    private static PosteriorBench bench;
    /** By iterative magnitude pruning alone, on a bench of its own. */
    private static AllTickets magnitude;

    private static Workbench plain;

    @BeforeAll
    static void search() throws IOException {
        bench = PosteriorBenchFixture.inMemory();
        plain = PosteriorBenchFixture.inMemory().deterministic().of("plain");
        magnitude = new AllTickets();
        Targets targets = Targets.ofLevels(plain.settings().levels(), 1, plain.selection());
        new IterativeMagnitude().search(plain, targets, magnitude);
    }

    private static Tickets tickets(int level) {
        return magnitude.get(level - 1);
    }

    @Test
    void deterministicTicketsArePointsOfIterativeMagnitudePruning() throws IOException {
        var found = find(new DeterministicTickets(), bench);
        for (int level = 1; level <= LEVELS; level++) {
            List<StateDict> trained = plain.trained(new Tickets(
                    "again-" + level,
                    tickets(level).weights(),
                    tickets(level).masks(),
                    tickets(level).from()));
            for (int p = 0; p < SEEDS.size(); p++) {
                assertEquals(tickets(level).masks().get(p), found.get(level, p).mask());
                assertTrue(trained.get(p).sameBits(found.get(level, p).mean()));
                assertEquals(0, found.get(level, p).uncertain());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transplanted.Weights.class)
    void aTransplantedTicketHasTheMaskAndStartsFromTheWeights(Transplanted.Weights weights) throws IOException {
        var found = find(new Transplanted(weights), bench);
        for (int level = 1; level <= LEVELS; level++) {
            Tickets tickets = tickets(level);
            List<StateDict> start = weights == Transplanted.Weights.REWOUND
                    ? tickets.weights()
                    : plain.trained(new Tickets("start-" + level, tickets.weights(), tickets.masks(), tickets.from()));
            List<Posterior> about = bench.about(start, tickets.masks());
            List<Posterior> trained = new VariationalTrainer(
                            NET, PosteriorBenchFixture.trainer(), TRAINING, VARIATIONAL)
                    .train(about, SEEDS, 3, 12, TrainingListener.SILENT);
            for (int p = 0; p < SEEDS.size(); p++) {
                assertEquals(tickets.masks().get(p), found.get(level, p).mask());
                assertTrue(trained.get(p).mean().sameBits(found.get(level, p).mean()));
                assertTrue(
                        trained.get(p).deviation().sameBits(found.get(level, p).deviation()));
            }
        }
    }

    @Test
    void aPosteriorAboutATicketHasItsWeightsAsMeansAndTheDeviationsOfTheRule() {
        Tickets tickets = tickets(3);
        Posterior about = bench.about(tickets.weights(), tickets.masks()).get(1);
        Mask mask = tickets.masks().get(1);
        assertTrue(mask.apply(tickets.weights().get(1)).sameBits(about.mean()));
        Layout layout = NET.layout();
        float[] deviations = about.deviation().toArray();
        for (int e = 0; e < layout.entries().size(); e++) {
            // Half the Kaiming scale: 4 and 10 inputs.
            double fanIn = layout.entry(e).name().startsWith("fc1") ? 4 : 10;
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                boolean uncertain = layout.entry(e).prunable() && mask.keeps(i);
                assertEquals(uncertain ? (float) (0.5 / Math.sqrt(fanIn)) : 0, deviations[i]);
            }
        }
        double divergence = Divergence.of(about, NormalPrior.defaults());
        assertTrue(Double.isFinite(divergence) && divergence > 0);
    }

    @Test
    void backFromAPosteriorIsADeterministicTrainingOfItsMaskAndMeans() throws IOException {
        var tickets = find(IterativePosterior.of(PosteriorScore.SIGNAL_TO_NOISE), bench);
        var found = find(new TransplantedBack(PosteriorScore.SIGNAL_TO_NOISE), bench);
        for (int level = 1; level <= LEVELS; level++) {
            List<StateDict> means =
                    bench.rewound().stream().map(Posterior::mean).toList();
            List<Mask> masks =
                    List.of(tickets.get(level, 0).mask(), tickets.get(level, 1).mask());
            List<StateDict> trained = plain.trained(new Tickets("back-" + level, means, masks, 3));
            for (int p = 0; p < SEEDS.size(); p++) {
                Posterior point = found.get(level, p);
                assertEquals(masks.get(p), point.mask());
                assertEquals(0, point.uncertain());
                assertTrue(trained.get(p).sameBits(point.mean()));
            }
        }
        assertNotEquals(tickets(3).masks().get(0), found.get(3, 0).mask(), "it is not the deterministic mask");
    }
}
