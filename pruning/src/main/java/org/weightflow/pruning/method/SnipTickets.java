package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.pruning.score.Snip;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * Keeps the weights of largest connection sensitivity, before training.
 *
 * @param score  how weights are scored
 * @param rounds how often and when
 * @see Snip
 */
public record SnipTickets(Snip score, ScoreRounds rounds) implements TicketMethod {
    public SnipTickets {
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(rounds, "rounds");
    }

    /** One scoring on a batch of 100, as published. */
    public static SnipTickets defaults() {
        return new SnipTickets(Snip.defaults(), ScoreRounds.once());
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        rounds.search(bench, score, targets, receiver);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return rounds.steps(bench, score);
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return rounds.trainsFrom(bench);
    }
}
