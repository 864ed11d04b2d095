package org.weightflow.bayes.ticket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.weightflow.bayes.variational.VariationalTrainer;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.training.TrainingListener;
import org.weightflow.pruning.search.SearchListener;
import org.weightflow.pruning.selection.Scope;

class PosteriorControlTest {
    private static final PosteriorScore SCORE = PosteriorScore.MAGNITUDE;
    private static PosteriorBench bench;
    private static PosteriorBenchFixture.Found tickets;

    @BeforeAll
    static void search() throws IOException {
        bench = PosteriorBenchFixture.inMemory();
        tickets = find(IterativePosterior.of(SCORE), bench);
    }

    private static Posterior trained(Posterior start, int member, Mask mask, long from) {
        return new VariationalTrainer(NET, PosteriorBenchFixture.trainer(), TRAINING, VARIATIONAL)
                .train(
                        List.of(Posterior.masked(start.mean(), start.deviation(), mask)),
                        List.of(SEEDS.get(member)),
                        from,
                        bench.deterministic().lastStep(),
                        TrainingListener.SILENT)
                .get(0);
    }

    @ParameterizedTest
    @EnumSource(PosteriorControl.Kind.class)
    void keepsAsManyAsTheTicket(PosteriorControl.Kind kind) throws IOException {
        var control = find(new PosteriorControl(SCORE, kind), bench);
        for (int level = 1; level <= LEVELS; level++) {
            for (int p = 0; p < SEEDS.size(); p++) {
                Mask ticket = tickets.get(level, p).mask();
                Mask other = control.get(level, p).mask();
                assertEquals(ticket.keptPrunable(), other.keptPrunable());
                assertEquals(kind == PosteriorControl.Kind.REINITIALISED, ticket.equals(other));
                assertFalse(tickets.get(level, p)
                        .mean()
                        .sameBits(control.get(level, p).mean()));
            }
        }
        assertNotEquals(control.get(3, 0).mask(), control.get(3, 1).mask());
    }

    @Test
    void shufflingWithinLayersKeepsTheCountOfEachAndEvenShufflingItsShare() throws IOException {
        var within = find(new PosteriorControl(SCORE, PosteriorControl.Kind.SHUFFLED_WITHIN_LAYERS), bench);
        var evenly = find(new PosteriorControl(SCORE, PosteriorControl.Kind.SHUFFLED_EVENLY), bench);
        int first = NET.layout().indexOf("fc1.weight");
        int second = NET.layout().indexOf("fc2.weight");
        for (int level = 1; level <= LEVELS; level++) {
            for (int e : List.of(first, second)) {
                assertEquals(
                        tickets.get(level, 0).mask().kept(e),
                        within.get(level, 0).mask().kept(e));
            }
            // 49, 34 and 24 of 70, 4 : 3 between the layers; the largest remainder takes what is left.
            assertEquals(
                    List.of(28, 19, 14).get(level - 1),
                    evenly.get(level, 0).mask().kept(first));
            assertEquals(
                    List.of(21, 15, 10).get(level - 1),
                    evenly.get(level, 0).mask().kept(second));
        }
    }

    @Test
    void shufflingSparesWhatTheTicketSpares() throws IOException {
        Scope scope = Scope.global().withSpared(List.of("fc2.weight"));
        for (PosteriorControl.Kind kind : PosteriorControl.Kind.values()) {
            var found = find(
                    new PosteriorControl(SCORE, kind), PosteriorBenchFixture.inMemory(scope, SearchListener.SILENT));
            Mask mask = found.get(3, 0).mask();
            assertEquals(30, mask.kept(NET.layout().indexOf("fc2.weight")), kind::name);
            assertEquals(44, mask.keptPrunable(), kind::name);
        }
    }

    @Test
    void shuffledMasksAreOnTheTicketsStartAndFreshWeightsGoThroughTheWholeRun() throws IOException {
        var shuffled = find(new PosteriorControl(SCORE, PosteriorControl.Kind.SHUFFLED_GLOBALLY), bench);
        Posterior found = shuffled.get(2, 1);
        assertSame(trained(bench.rewound().get(1), 1, found.mask(), 3), found);
        var fresh = find(new PosteriorControl(SCORE, PosteriorControl.Kind.REINITIALISED), bench);
        StateDict weights = bench.deterministic()
                .settings()
                .initialise()
                .draw(NET.layout(), SEEDS.get(1).child("reinitialisation"));
        Posterior drawn = VARIATIONAL.start().about(weights, fresh.get(2, 1).mask());
        assertSame(trained(drawn, 1, drawn.mask(), 0), fresh.get(2, 1));
    }

    private static void assertSame(Posterior expected, Posterior actual) {
        assertTrue(expected.mean().sameBits(actual.mean()), "means");
        assertTrue(expected.deviation().sameBits(actual.deviation()), "deviations");
    }
}
