package org.weightflow.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
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
        BitSet bits = new BitSet(layout.size());
        int prunable = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            int from = layout.offset(e);
            int to = layout.offset(e + 1);
            if (layout.entry(e).prunable()) {
                keepLargest(flat, from, to, kept.get(prunable++), bits);
            } else {
                bits.set(from, to);
            }
        }
        return Mask.of(layout, bits);
    }

    /** Sets the bits of the {@code count} largest magnitudes; of equal ones those with the lower index. */
    private static void keepLargest(float[] flat, int from, int to, int count, BitSet bits) {
        if (count == 0) {
            return;
        }
        float[] sorted = new float[to - from];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Math.abs(flat[from + i]);
        }
        Arrays.sort(sorted);
        float threshold = sorted[sorted.length - count];
        int ties = 0;
        for (int i = sorted.length - count; i < sorted.length && sorted[i] == threshold; i++) {
            ties++;
        }
        for (int i = from; i < to; i++) {
            float magnitude = Math.abs(flat[i]);
            if (magnitude > threshold || (magnitude == threshold && ties-- > 0)) {
                bits.set(i);
            }
        }
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
