package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.List;
import org.weightflow.networks.Mask;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/** Hands on the masks that iterative magnitude pruning finds, changed: the controls that start from them. */
final class FoundMasks {
    private FoundMasks() {}

    /** What becomes of a target's masks. */
    @FunctionalInterface
    interface Control {
        Tickets of(int target, List<Mask> masks) throws IOException;
    }

    static void search(Workbench bench, Targets targets, TicketReceiver receiver, Control control) throws IOException {
        new IterativeMagnitude().search(bench.beside(IterativeMagnitude.NAME), targets, new TicketReceiver() {
            @Override
            public boolean wants(int target) {
                return receiver.wants(target);
            }

            @Override
            public void found(int target, Tickets tickets, double seconds) throws IOException {
                bench.restart();
                bench.spendAsWell(IterativeMagnitude.NAME, seconds);
                bench.deliver(receiver, target, control.of(target, tickets.masks()));
            }
        });
    }
}
