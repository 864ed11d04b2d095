package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.weightflow.networks.Mask;
import org.weightflow.networks.StateDict;
import org.weightflow.pruning.concrete.ConcreteConfig;
import org.weightflow.pruning.concrete.ConcreteTicketSearch;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Selection;

/**
 * Concrete ticket search on the weights of step k, one search for each density; the network of all weights of step k is the one that
 * objectives compare with.
 *
 * @param search how gates are searched for
 * @see ConcreteTicketSearch
 */
public record ConcreteTickets(ConcreteConfig search) implements TicketMethod {
    public ConcreteTickets {
        Objects.requireNonNull(search, "search");
    }

    /** The authors' short search. */
    public static ConcreteTickets defaults() {
        return new ConcreteTickets(ConcreteConfig.defaults());
    }

    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        for (int target = 0; target < targets.count(); target++) {
            if (receiver.wants(target)) {
                bench.restart();
                int kept = targets.kept().get(target);
                String name = "kept-" + kept;
                List<StateDict> weights = bench.rewound();
                List<Mask> masks =
                        bench.masks(name, name, search(bench, kept).steps(), () -> masks(bench, weights, kept));
                bench.deliver(receiver, target, new Tickets("trained-" + kept, weights, masks, bench.rewindStep()));
            }
        }
    }

    private ConcreteTicketSearch search(Workbench bench, int kept) {
        Selection selection = bench.selection();
        return new ConcreteTicketSearch(
                bench.architecture(), bench.examples(), search, selection.open(), kept - selection.spared());
    }

    private List<Mask> masks(Workbench bench, List<StateDict> weights, int kept) {
        List<Mask> masks = new ArrayList<>();
        for (double[] logits : search(bench, kept).find(weights, bench.seeds(), bench.listener())) {
            masks.add(bench.selection()
                    .select(logits, Mask.dense(bench.architecture().layout()), kept));
        }
        return masks;
    }

    @Override
    public long steps(Workbench bench, Targets targets) {
        long searches = 0;
        for (int kept : targets.kept()) {
            searches += search(bench, kept).steps();
        }
        return bench.rewindStep() + searches;
    }

    @Override
    public long trainsFrom(Workbench bench) {
        return bench.rewindStep();
    }
}
