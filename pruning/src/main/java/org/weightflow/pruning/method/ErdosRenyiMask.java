package org.weightflow.pruning.method;

import java.io.IOException;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

/**
 * A random mask whose fractions follow the Erdos-Renyi kernel, on the initial weights; see {@link Scope.Shares#ERK}.
 *
 * @see <a href="https://arxiv.org/abs/1911.11134">Evci et al. (2020), static sparse training</a>
 */
public record ErdosRenyiMask() implements TicketMethod {
    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        RandomSearch.search(bench, targets, receiver, Scope.Shares.ERK);
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
