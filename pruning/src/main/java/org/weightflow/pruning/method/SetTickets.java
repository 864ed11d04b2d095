package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.pruning.during.SparseEvolution;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

/**
 * Trains sparse from a random mask that evolves at random (SET).
 * <p>What it finds needs no further training.
 *
 * @param evolution how masks change
 * @param shares how the kept values are shared out among layers
 * @see SparseEvolution
 */
public record SetTickets(SparseEvolution evolution, Scope.Shares shares) implements TicketMethod {
    public SetTickets {
        Objects.requireNonNull(evolution, "evolution");
        Objects.requireNonNull(shares, "shares");
    }

    /** As published, with the shares of the Erdos-Renyi kernel. */
    public static SetTickets defaults() {
        return new SetTickets(SparseEvolution.defaults(), Scope.Shares.ERK);
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        SparseTrainingSearch.search(
                bench, targets, receiver, kept -> RandomSearch.masks(bench, shares, kept), updates());
    }

    private SparseTrainingSearch.Updates updates() {
        return (span, kept) -> evolution.over(span);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return SparseTrainingSearch.steps(bench, targets, updates());
    }

    @Override
    public boolean readsShares(boolean byLevels) {
        return false;
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.lastStep();
    }
}
