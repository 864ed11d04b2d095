package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.List;
import org.weightflow.pruning.persistence.TopologicallyCritical;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Workbench;

/**
 * Iterative magnitude pruning with rewinding of weights.
 * <pre>
 * W_k = train(W_0, steps 0..k), dense; m_0 = 1
 * for level l = 0, 1, ...:
 *     W_T = train(m_l * W_k, steps k..T), optimiser fresh, data order and schedule going on from k
 *     m_{l+1} = prune(W_T, m_l)
 * </pre>
 * k = 0 rewinds to the initialisation (the lottery-ticket hypothesis), k &gt; 0 to step k. Running statistics are rewound with the
 * weights. Where a density is asked for, levels keep equal fractions that lead to it exactly.
 * <p>Departs from the reference code in keeping exact numbers, ties going to the lower index (it removes one value more), and in
 * masking after every step instead of multiplying the mask in. Cost: a training for each level.
 *
 * <p>Topologically critical pruning protects, at each level, the edges of each layer's maximum spanning forest among the weights that
 * are still there, taken from the trained network that is pruned; a level that would keep fewer is refused.
 *
 * @param protectTree whether spanning edges are kept whatever their rank ({@link TopologicallyCritical})
 * @see <a href="https://arxiv.org/abs/1803.03635">Frankle and Carbin (2019)</a>
 * @see <a href="https://arxiv.org/abs/1912.05671">Frankle et al. (2020), rewinding to step k</a>
 * @see <a href="https://arxiv.org/abs/2206.06563">Balwani and Krzyston (2022), topologically critical pruning</a>
 */
public record IterativeMagnitude(boolean protectTree) implements TicketMethod {
    /** Where its masks are kept, for the methods that start from them. */
    static final String NAME = "imp";

    /** By magnitude alone. */
    public IterativeMagnitude() {
        this(false);
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        new IterativeSearch(bench, targets, IterativeSearch.Start.REWOUND, protectTree).run(receiver);
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return IterativeSearch.steps(bench, targets);
    }

    @Override
    public List<SearchLevel> history(Workbench bench, Targets targets) throws IOException {
        return IterativeSearch.history(bench, targets, protectTree);
    }

    @Override
    public boolean readsShares(boolean byLevels) {
        return !byLevels;
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.rewindStep();
    }
}
