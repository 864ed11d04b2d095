package org.weightflow.pruning.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.weightflow.pruning.score.RandomBatches;
import org.weightflow.pruning.score.Snip;
import org.weightflow.pruning.search.AllTickets;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

class StartingWeightsTest {
    static Set<String> untrained() {
        Workbench bench = IrisBench.inMemory(2);
        return TicketMethods.defaults().entrySet().stream()
                .filter(method -> method.getValue().startsUntrained(bench))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("untrained")
    void areThoseOfTheTicketsThatASearchFinds(String name) throws IOException {
        TicketMethod usual = TicketMethods.defaults().get(name);
        // Iris has no 100 training examples.
        TicketMethod method = usual instanceof SnipTickets snip
                ? new SnipTickets(new Snip(snip.score().aggregation(), new RandomBatches(1, 50)), snip.rounds())
                : usual;
        Workbench bench = IrisBench.inMemory(2);
        AllTickets found = new AllTickets();
        method.search(bench.of(name), Targets.ofDensities(List.of(0.6), bench.selection()), found);
        Tickets tickets = found.last();
        assertEquals(method.trainsFrom(bench), tickets.from());
        for (int p = 0; p < bench.members(); p++) {
            assertTrue(
                    method.startingWeights(bench)
                            .get(p)
                            .sameBits(tickets.weights().get(p)),
                    "member " + p);
        }
    }

    @Test
    void comeFromTheSearchWhereItTrains() {
        Workbench bench = IrisBench.inMemory(2);
        assertTrue(untrained().containsAll(Set.of("imp", "reinit", "snip", "random", "early-bird")));
        for (TicketMethod method : List.of(FineTuning.defaults(), new LearningRateRewinding())) {
            assertThrows(IllegalStateException.class, () -> method.startingWeights(bench));
        }
    }
}
