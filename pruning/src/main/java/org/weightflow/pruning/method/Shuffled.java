package org.weightflow.pruning.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;
import org.weightflow.pruning.search.TicketReceiver;
import org.weightflow.pruning.search.Tickets;
import org.weightflow.pruning.search.Workbench;

/**
 * The control with another mask: as many values of each layer as iterative magnitude pruning keeps, but random ones, on the weights
 * of step k.
 *
 * @see <a href="https://arxiv.org/abs/2009.08576">Frankle et al. (2021), section 5, layerwise shuffling</a>
 */
public record Shuffled() implements TicketMethod {
    @Override
    public void search(Workbench bench, Targets targets, TicketReceiver receiver) throws IOException {
        FoundMasks.search(bench, targets, receiver, (target, masks) -> {
            int kept = targets.kept().get(target);
            return new Tickets("trained-" + kept, bench.rewound(), shuffled(bench, kept, masks), bench.rewindStep());
        });
    }

    private static List<Mask> shuffled(Workbench bench, int kept, List<Mask> masks) {
        List<Mask> shuffled = new ArrayList<>();
        for (int p = 0; p < masks.size(); p++) {
            shuffled.add(
                    within(masks.get(p), bench.seeds().get(p).child("shuffle").child(kept)));
        }
        return shuffled;
    }

    /** A mask of the same counts in every entry, its values drawn uniformly. */
    public static Mask within(Mask mask, Seed seed) {
        Layout layout = mask.layout();
        BitSet kept = mask.toBitSet();
        SplittableRandom random = seed.random();
        for (int e = 0; e < layout.entries().size(); e++) {
            int from = layout.offset(e);
            for (int left = layout.entry(e).prunable() ? layout.entry(e).size() : 0; left > 1; left--) {
                // Fisher-Yates over the bits of the entry.
                int i = from + left - 1;
                int j = from + random.nextInt(left);
                boolean swapped = kept.get(i);
                kept.set(i, kept.get(j));
                kept.set(j, swapped);
            }
        }
        return Mask.of(layout, kept);
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
        return bench.rewindStep();
    }
}
