package org.weightflow.bayes.ticket;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.weightflow.bayes.Posterior;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.search.Workbench;

/**
 * A deterministic ticket, its mask and its weights, as a variational network: means are its weights, deviations those that training
 * starts from, and one training follows. The search costs deterministic trainings only.
 *
 * @param weights which of the ticket's weights become means
 * @see <a href="https://arxiv.org/abs/2602.18825">Kuhn et al. (2026), transplantation</a>
 */
public record Transplanted(Weights weights) implements PosteriorMethod {
    /** Which weights of a deterministic ticket. */
    public enum Weights {
        /** Those that it is rewound to, trained from step k. */
        REWOUND,
        /** Those that it is trained to, trained through the same steps once more. */
        TRAINED
    }

    public Transplanted {
        Objects.requireNonNull(weights, "weights");
    }

    @Override
    public void search(String name, PosteriorBench bench, TrainedReceiver receiver) throws IOException {
        Workbench mine = bench.of(name);
        DeterministicTickets.find(
                bench.deterministic(), DeterministicTickets.wanted(bench, receiver), (level, tickets, own, seconds) -> {
                    boolean further = weights == Weights.TRAINED;
                    List<StateDict> start = further ? own.trained(tickets) : tickets.weights();
                    double search = seconds + (further ? own.secondsOf(tickets.name()) : 0);
                    String networks = String.format(Locale.ROOT, "trained-%02d", level);
                    List<Posterior> trained = bench.trained(
                            mine, networks, () -> bench.about(start, tickets.masks()), tickets.masks(), tickets.from());
                    receiver.found(level, trained, search, mine.secondsOf(networks));
                    mine.forgetNetworks(networks);
                });
    }

    @Override
    public long steps(PosteriorBench bench, int wanted) {
        // The search trains the tickets of every level but the last.
        int more = weights == Weights.TRAINED ? wanted + 1 : wanted;
        return DeterministicTickets.searchSteps(bench) + more * bench.ticketSteps();
    }
}
