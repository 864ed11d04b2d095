package org.weightflow.pruning.method;

import java.io.IOException;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;

/**
 * Random tickets: a random mask whose fractions fall from layer to layer, on the initial weights; see {@link Scope.Shares#SMART}.
 *
 * @see <a href="https://arxiv.org/abs/2009.11094">Su et al. (2020), section 4</a>
 */
public record SmartRatios() implements TicketMethod {
    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        RandomSearch.search(bench, targets, receiver, Scope.Shares.SMART);
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
