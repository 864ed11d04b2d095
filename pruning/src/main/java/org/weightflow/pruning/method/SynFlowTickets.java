package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.pruning.score.SynFlow;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * Keeps the weights of largest synaptic flow, before training and without looking at data.
 *
 * @param rounds how often and when
 * @see SynFlow
 */
public record SynFlowTickets(ScoreRounds rounds) implements TicketMethod {
    public SynFlowTickets {
        Objects.requireNonNull(rounds, "rounds");
    }

    /** 100 geometric rounds, as published. */
    public static SynFlowTickets defaults() {
        return new SynFlowTickets(ScoreRounds.geometric(100));
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        rounds.search(bench, new SynFlow(), targets, receiver);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return rounds.steps(bench, new SynFlow());
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return rounds.trainsFrom(bench);
    }
}
