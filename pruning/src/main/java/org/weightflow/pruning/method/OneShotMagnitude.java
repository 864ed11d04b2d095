package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.MagnitudePruning;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * One-shot magnitude pruning: a dense training, one pruning to the density, weights rewound to step k.
 *
 * @see <a href="https://arxiv.org/abs/1803.03635">Frankle and Carbin (2019), section 2</a>
 */
public record OneShotMagnitude() implements TicketMethod {
    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        for (int target = 0; target < targets.count(); target++) {
            if (receiver.wants(target)) {
                bench.restart();
                int kept = targets.kept().get(target);
                long steps = bench.lastStep() - bench.rewindStep();
                List<Mask> masks = bench.masks("kept-" + kept, Workbench.DENSE, steps, () -> masks(bench, kept));
                bench.deliver(
                        receiver, target, new Tickets("trained-" + kept, bench.rewound(), masks, bench.rewindStep()));
            }
        }
    }

    private static List<Mask> masks(Workbench bench, int kept) throws IOException {
        List<Mask> masks = new ArrayList<>();
        for (StateDict trained : bench.dense()) {
            masks.add(
                    bench.selection().select(MagnitudePruning.magnitudes(trained), Mask.dense(trained.layout()), kept));
        }
        return masks;
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        return bench.lastStep();
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.rewindStep();
    }
}
