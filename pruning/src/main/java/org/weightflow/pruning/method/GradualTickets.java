package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.Objects;
import org.weightflow.pruning.during.GradualMagnitude;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * Prunes by magnitude while it trains (GMP).
 * <p>What it finds needs no further training.
 *
 * @param schedule when how much is pruned
 * @see GradualMagnitude
 */
public record GradualTickets(GradualMagnitude schedule) implements TicketMethod {
    public GradualTickets {
        Objects.requireNonNull(schedule, "schedule");
    }

    /** The schedule of the gradient-flow comparison of Evci et al. (2022). */
    public static GradualTickets defaults() {
        return new GradualTickets(GradualMagnitude.defaults());
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        SparseTrainingSearch.search(bench, targets, receiver, kept -> bench.denseMasks(), updates(bench));
    }

    private SparseTrainingSearch.Updates updates(Workbench bench) {
        return (span, kept) -> schedule.over(span, bench.selection(), kept);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return SparseTrainingSearch.steps(bench, targets, updates(bench));
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.lastStep();
    }
}
