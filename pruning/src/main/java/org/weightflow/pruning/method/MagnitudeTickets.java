package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.pruning.score.Magnitude;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * Keeps the largest weights of untrained networks.
 *
 * @param rounds how often and when
 * @see Magnitude
 */
public record MagnitudeTickets(ScoreRounds rounds) implements TicketMethod {
    public MagnitudeTickets {
        Objects.requireNonNull(rounds, "rounds");
    }

    /** One scoring of the initial weights. */
    public static MagnitudeTickets defaults() {
        return new MagnitudeTickets(ScoreRounds.once());
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        rounds.search(bench, new Magnitude(), targets, receiver);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return rounds.steps(bench, new Magnitude());
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return rounds.trainsFrom(bench);
    }
}
