package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.List;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * Iterative magnitude pruning with rewinding of the learning rate: each level goes on with the weights that the level before ended
 * with, and repeats schedule and data order from step k.
 * <p>Departs from the reference code as {@link IterativeMagnitude} does. Cost: a training for each level.
 *
 * @see <a href="https://arxiv.org/abs/2003.02389">Renda, Frankle and Carbin (2020)</a>
 */
public record LearningRateRewinding() implements TicketMethod {
    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        new IterativeSearch(bench, targets, IterativeSearch.Start.TRAINED, false).run(receiver);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return IterativeSearch.steps(bench, targets);
    }

    @Override
    public List<SearchLevel> history(Workbench bench, Targets targets) throws IOException {
        return IterativeSearch.history(bench, targets, false);
    }

    @Override
    public boolean readsShares(boolean byLevels) {
        return !byLevels;
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.rewindStep();
    }

    @Override
    public boolean startsUntrained(Workbench bench) {
        return false;
    }
}
