package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.pruning.during.RigL;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

/**
 * Trains sparse from a random mask that follows gradients (RigL).
 * <p>What it finds needs no further training.
 *
 * @param rigl how masks change
 * @param shares how the kept values are shared out among layers
 * @see RigL
 */
public record RigLTickets(RigL rigl, Scope.Shares shares) implements TicketMethod {
    public RigLTickets {
        Objects.requireNonNull(rigl, "rigl");
        Objects.requireNonNull(shares, "shares");
    }

    /** As published, with the shares of the Erdos-Renyi kernel. */
    public static RigLTickets defaults() {
        return new RigLTickets(RigL.defaults(), Scope.Shares.ERK);
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        SparseTrainingSearch.search(
                bench, targets, receiver, kept -> RandomSearch.masks(bench, shares, kept), updates());
    }

    private SparseTrainingSearch.Updates updates() {
        return (span, kept) -> rigl.over(span);
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
