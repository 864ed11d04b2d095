package org.weightflow.pruning.method;

import java.io.IOException;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

/**
 * A random mask, the same fraction of each layer, on the initial weights.
 *
 * @see <a href="https://arxiv.org/abs/2202.02643">Liu et al. (2022), uniform layerwise ratios</a>
 */
public record RandomMask() implements TicketMethod {
    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        RandomSearch.search(bench, targets, receiver, Scope.Shares.LAYER);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return 0;
    }

    @Override
    public boolean readsShares(boolean byLevels) {
        return false;
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return 0;
    }
}
