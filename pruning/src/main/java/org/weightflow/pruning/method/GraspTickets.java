package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.pruning.score.Grasp;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * Keeps the weights that gradient flow needs, before training.
 *
 * @param score  how weights are scored
 * @param rounds how often and when
 * @see Grasp
 */
public record GraspTickets(Grasp score, ScoreRounds rounds) implements TicketMethod {
    public GraspTickets {
        Objects.requireNonNull(score, "score");
        Objects.requireNonNull(rounds, "rounds");
    }

    /** One scoring, as published. */
    public static GraspTickets defaults() {
        return new GraspTickets(Grasp.defaults(), ScoreRounds.once());
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
