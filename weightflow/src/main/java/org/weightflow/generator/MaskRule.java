package org.weightflow.generator;

import java.util.ArrayList;
import java.util.List;
import org.weightflow.networks.LargestMagnitudes;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.networks.Seed;

/**
 * Which values of a sampled network are kept, learnt from the training members' masks.
 * <ul>
 * <li>Dense members: all, and samples have no mask.
 * <li>Members that share one mask: that mask.
 * <li>Members whose masks differ: per prunable entry exactly as many as one member keeps there, drawn by the sample's seed where
 * they keep different numbers; the largest magnitudes win, ties by index.
 * </ul>
 *
 * @param shared the mask of all members, or null
 * @param counts kept values per prunable entry in layout order, one row a member, or a single row if all rows are equal; empty for
 *               dense members and for a shared mask
 */
record MaskRule(Mask shared, List<List<Integer>> counts) {
    static final MaskRule DENSE = new MaskRule(null, List.of());

    MaskRule {
        counts = List.copyOf(counts);
    }

    /** @param masks one a training member, null for a dense one */
    static MaskRule of(Layout layout, List<Mask> masks) {
        if (masks.stream().allMatch(mask -> mask == null)) {
            return DENSE;
        }
        List<Mask> all = masks.stream()
                .map(mask -> mask == null ? Mask.dense(layout) : mask)
                .toList();
        if (all.stream().allMatch(all.get(0)::equals)) {
            return new MaskRule(all.get(0), List.of());
        }
        List<List<Integer>> counts =
                all.stream().map(mask -> countsOf(layout, mask)).toList();
        return new MaskRule(null, counts.stream().distinct().count() == 1 ? counts.subList(0, 1) : counts);
    }

    /** @throws IllegalArgumentException if a count does not fit its entry */
    void requireFits(Layout layout) {
        List<Layout.Entry> prunable =
                layout.entries().stream().filter(Layout.Entry::prunable).toList();
        for (List<Integer> row : counts) {
            if (row.size() != prunable.size()) {
                throw new IllegalArgumentException(
                        "keptCounts: " + row.size() + " numbers for " + prunable.size() + " prunable entries");
            }
            for (int e = 0; e < row.size(); e++) {
                if (row.get(e) < 0 || row.get(e) > prunable.get(e).size()) {
                    throw new IllegalArgumentException("keptCounts: " + row.get(e) + " values of "
                            + prunable.get(e).name() + ", which has "
                            + prunable.get(e).size());
                }
            }
        }
    }

    boolean isDense() {
        return shared == null && counts.isEmpty();
    }

    /**
     * @param flat   a decoded network, finite
     * @param sample the sample's seed, whose child {@code counts} draws
     * @return null for a dense network
     */
    Mask maskOf(Layout layout, float[] flat, Seed sample) {
        if (isDense() || shared != null) {
            return shared;
        }
        List<Integer> kept = counts.size() == 1
                ? counts.get(0)
                : counts.get(sample.child("counts").random().nextInt(counts.size()));
        int[] perEntry = new int[layout.entries().size()];
        int prunable = 0;
        for (int e = 0; e < perEntry.length; e++) {
            perEntry[e] = layout.entry(e).prunable() ? kept.get(prunable++) : 0;
        }
        return LargestMagnitudes.perEntry(layout, flat, e -> perEntry[e]);
    }

    private static List<Integer> countsOf(Layout layout, Mask mask) {
        List<Integer> counts = new ArrayList<>();
        for (int e = 0; e < layout.entries().size(); e++) {
            if (layout.entry(e).prunable()) {
                counts.add(mask.kept(e));
            }
        }
        return counts;
    }
}
