package org.weightflow.generator.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.networks.Layout;

/**
 * How many values the networks of a series keep; the scope is the prunable entries.
 *
 * @param keptMin  kept prunable values of the sparsest network, 0 for an empty series
 * @param keptMax  those of the densest
 * @param prunable values of all prunable entries: the denominator
 * @param entries  the same for each prunable entry on its own
 */
public record Density(int keptMin, int keptMax, int prunable, List<Entry> entries) {
    /** Kept values of one entry, smallest and largest over the networks, out of {@code size}. */
    public record Entry(String name, int keptMin, int keptMax, int size) {}

    /** Smallest kept fraction, 1 where nothing is prunable. */
    public double min() {
        return fraction(keptMin, prunable);
    }

    /** Largest kept fraction, 1 where nothing is prunable. */
    public double max() {
        return fraction(keptMax, prunable);
    }

    static double fraction(int kept, int prunable) {
        return prunable == 0 ? 1 : kept / (double) prunable;
    }

    /** Counts networks one by one, without keeping them. */
    static final class Tally {
        private final Layout layout;
        private final int[] min;
        private final int[] max;
        private int totalMin = Integer.MAX_VALUE;
        private int totalMax;

        Tally(Layout layout) {
            this.layout = layout;
            this.min = new int[layout.entries().size()];
            this.max = new int[min.length];
            java.util.Arrays.fill(min, Integer.MAX_VALUE);
        }

        void add(Network network) {
            for (int e = 0; e < min.length; e++) {
                min[e] = Math.min(min[e], network.kept(e));
                max[e] = Math.max(max[e], network.kept(e));
            }
            totalMin = Math.min(totalMin, network.keptPrunable());
            totalMax = Math.max(totalMax, network.keptPrunable());
        }

        Density density() {
            List<Entry> entries = new ArrayList<>();
            for (int e = 0; e < min.length; e++) {
                Layout.Entry entry = layout.entry(e);
                if (entry.prunable()) {
                    entries.add(new Entry(entry.name(), Math.min(min[e], max[e]), max[e], entry.size()));
                }
            }
            return new Density(Math.min(totalMin, totalMax), totalMax, layout.prunableSize(), List.copyOf(entries));
        }
    }
}
