package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.List;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * The control with fresh weights: the masks that iterative magnitude pruning finds, on another initialisation, trained from step 0.
 *
 * @see <a href="https://arxiv.org/abs/1803.03635">Frankle and Carbin (2019), section 2, random reinitialisation</a>
 */
public record Reinitialised() implements TicketMethod {
    private static final String CHILD = "reinitialisation";

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        FoundMasks.search(
                bench,
                targets,
                receiver,
                (target, masks) -> new Tickets("trained-" + targets.kept().get(target), bench.drawn(CHILD), masks, 0));
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return IterativeSearch.steps(bench, targets);
    }

    @Override
    public boolean readsShares(boolean byLevels) {
        return !byLevels;
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return 0;
    }

    @Override
    public List<StateDict> startingWeights(Workbench bench) {
        return bench.drawn(CHILD);
    }
}
