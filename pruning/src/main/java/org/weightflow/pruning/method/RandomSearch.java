package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.List;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;
import org.weightflow.pruning.selection.Scope;
import org.weightflow.pruning.selection.Selection;

/** Random masks on the initial weights, trained from step 0. */
final class RandomSearch {
    private RandomSearch() {}

    static void search(Workbench bench, Targets targets, TicketReceiver receiver, Scope.Shares shares)
            throws IOException {
        for (int target = 0; target < targets.count(); target++) {
            if (receiver.wants(target)) {
                bench.restart();
                int kept = targets.kept().get(target);
                String name = "kept-" + kept;
                List<Mask> masks = bench.masks(name, name, 0, () -> masks(bench, shares, kept));
                bench.deliver(receiver, target, new Tickets("trained-" + kept, bench.initial(), masks, 0));
            }
        }
    }

    /** A random mask for each member. */
    static List<Mask> masks(Workbench bench, Scope.Shares shares, int kept) {
        Selection selection = new Selection(
                bench.architecture().layout(), bench.settings().scope().withShares(shares));
        return bench.seeds().stream()
                .map(seed -> mask(selection, seed.child("random-mask").child(kept), kept))
                .toList();
    }

    static Mask mask(Selection selection, Seed seed, int kept) {
        double[] scores = seed.random().doubles(selection.layout().size()).toArray();
        return selection.select(scores, Mask.dense(selection.layout()), kept);
    }
}
