package org.weightflow.pruning.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Mask;
import org.weightflow.pruning.selection.Scope.Shares;

/**
 * Turns scores into masks that keep exactly the number of values asked for; of equal scores the lower index stays.
 * <p>Whatever the scope, no layer is emptied: each prunable entry keeps at least its value of the highest score. A number too small
 * for that, or smaller than what the spared entries hold, is refused, so that the density is always the one asked for.
 */
public final class Selection {
    private static final double SMART_LAST = 0.3;

    private final Layout layout;
    private final Scope scope;
    /** The entries that may be pruned. */
    private final int[] layers;

    private final int spared;

    /** @throws IllegalArgumentException if the scope names an entry that is not there or not prunable, or nothing may be pruned */
    public Selection(Layout layout, Scope scope) {
        this.layout = layout;
        this.scope = scope;
        List<Integer> open = new ArrayList<>();
        int dense = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            Layout.Entry entry = layout.entry(e);
            if (entry.prunable() && entry.size() > 0) {
                if (scope.spares(entry)) {
                    dense += entry.size();
                } else {
                    open.add(e);
                }
            }
        }
        requireEntries();
        if (open.isEmpty()) {
            throw new IllegalArgumentException("spared " + scope.spared() + " leaves nothing to prune");
        }
        this.layers = open.stream().mapToInt(Integer::intValue).toArray();
        this.spared = dense;
    }

    private void requireEntries() {
        for (String pattern : scope.spared()) {
            if (layout.entries().stream()
                    .noneMatch(entry -> entry.prunable() && Scope.matches(pattern, entry.name()))) {
                throw new IllegalArgumentException(
                        "spared '" + pattern + "' is no prunable entry; there are " + prunableNames());
            }
        }
        for (String name : scope.ratios().keySet()) {
            if (!prunableNames().contains(name)) {
                throw new IllegalArgumentException(
                        "ratios name '" + name + "', which is no prunable entry; there are " + prunableNames());
            }
        }
        if (scope.shares() == Shares.GIVEN) {
            for (String name : prunableNames()) {
                if (!scope.ratios().containsKey(name) && !scope.spares(layout.entry(layout.indexOf(name)))) {
                    throw new IllegalArgumentException("ratios lack " + name + "; give each prunable entry one");
                }
            }
        }
    }

    private List<String> prunableNames() {
        return layout.entries().stream()
                .filter(Layout.Entry::prunable)
                .map(Layout.Entry::name)
                .toList();
    }

    public Layout layout() {
        return layout;
    }

    /** The values that may be pruned: those of the prunable entries that are not spared. */
    public BitSet open() {
        BitSet open = new BitSet(layout.size());
        for (int e : layers) {
            open.set(layout.offset(e), layout.offset(e + 1));
        }
        return open;
    }

    /** Number of entries that may be pruned, each of which keeps at least one value. */
    public int layers() {
        return layers.length;
    }

    /** The names of spared entries as the scope has them. */
    public List<String> sparedPatterns() {
        return scope.spared();
    }

    /** Values of spared entries, which count as kept. */
    public int spared() {
        return spared;
    }

    /**
     * round(density * prunable): kept values of all prunable entries, the spared ones included.
     *
     * @param density in (0, 1]
     * @throws IllegalArgumentException if that would empty a layer or prune a spared one
     */
    public int kept(double density) {
        if (!(density > 0 && density <= 1)) {
            throw new IllegalArgumentException("density " + density + " is not in (0, 1]");
        }
        int kept = (int) Math.round(density * layout.prunableSize());
        if (kept < spared + layers.length) {
            throw new IllegalArgumentException("density " + density + " keeps " + kept + " of "
                    + layout.prunableSize() + " prunable values, fewer than the " + spared
                    + " of spared entries and one for each of " + layers.length + " layers");
        }
        return kept;
    }

    /**
     * Kept values of each entry of the layout where the scope fixes them, 0 for entries that are not prunable.
     *
     * @param within the mask that it is chosen from, which caps every layer
     * @param kept   of all prunable entries together
     * @throws IllegalArgumentException if they cannot be shared out, or the scope is {@link Shares#GLOBAL}
     */
    public int[] counts(Mask within, int kept) {
        if (scope.shares() == Shares.GLOBAL) {
            throw new IllegalArgumentException("global shares follow from scores, not from layers");
        }
        requireRoom(within, kept);
        int[] caps = new int[layers.length];
        double[] wishes = new double[layers.length];
        for (int l = 0; l < layers.length; l++) {
            caps[l] = within.kept(layers[l]);
            wishes[l] = wish(l) * layout.entry(layers[l]).size();
        }
        int[] shares = scope.shares() == Shares.SMART
                ? smart(wishes, caps, kept - spared)
                : Allocation.share(wishes, caps, kept - spared);
        int[] counts = sparedCounts();
        for (int l = 0; l < layers.length; l++) {
            counts[layers[l]] = shares[l];
        }
        return counts;
    }

    private int[] smart(double[] wishes, int[] caps, int kept) {
        int last = layers.length - 1;
        int lastKept = Math.min(caps[last], Math.max(1, (int)
                Math.round(SMART_LAST * layout.entry(layers[last]).size())));
        if (last == 0 || kept - lastKept < last) {
            return Allocation.share(wishes, caps, kept);
        }
        int othersRoom = 0;
        for (int l = 0; l < last; l++) {
            othersRoom += caps[l];
        }
        // Where the others are full, the last layer takes the rest.
        lastKept = Math.max(lastKept, kept - othersRoom);
        int[] first = Allocation.share(Arrays.copyOf(wishes, last), Arrays.copyOf(caps, last), kept - lastKept);
        int[] all = Arrays.copyOf(first, layers.length);
        all[last] = lastKept;
        return all;
    }

    private double wish(int layer) {
        Layout.Entry entry = layout.entry(layers[layer]);
        return switch (scope.shares()) {
            case GLOBAL, LAYER -> 1;
            case ERK -> entry.shape().stream().mapToInt(Integer::intValue).sum() / (double) entry.size();
            case SMART -> (double) (layers.length - layer) * (layers.length - layer + 1);
            case GIVEN -> scope.ratios().get(entry.name());
        };
    }

    /**
     * Keeps the values of the highest scores.
     *
     * @param scores  one a value of the layout's flat vector; only those that {@code current} keeps are looked at
     * @param current what there is to choose from
     * @param kept    of all prunable entries together, the spared ones included
     * @throws IllegalArgumentException if so few or so many cannot be kept
     * @throws ArithmeticException if a score is not a number, naming the entry and the value
     */
    public Mask select(double[] scores, Mask current, int kept) {
        return select(scores, current, kept, new BitSet());
    }

    /**
     * As {@link #select(double[], Mask, int)}, but values that are protected are kept before all others.
     *
     * @throws IllegalArgumentException also if more are protected than kept
     */
    public Mask select(double[] scores, Mask current, int kept, BitSet protectedValues) {
        if (scope.shares() != Shares.GLOBAL) {
            return select(scores, current, counts(current, kept), protectedValues);
        }
        requireRoom(current, kept);
        BitSet open = open();
        BitSet candidates = current.toBitSet();
        candidates.and(open);
        requireNumbers(scores, candidates);
        BitSet sure = (BitSet) protectedValues.clone();
        sure.and(candidates);
        for (int e : layers) {
            if (sure.get(layout.offset(e), layout.offset(e + 1)).isEmpty()) {
                sure.or(LargestScores.choose(scores, survivors(current, e), 1));
            }
        }
        return merge(current, open, chosen(scores, candidates, sure, kept - spared, "the network"));
    }

    /**
     * As {@link #select(double[], Mask, int, BitSet)} with the number of each entry given.
     *
     * @param counts one an entry of the layout; at least 1 for those that may be pruned, not read for others
     */
    public Mask select(double[] scores, Mask current, int[] counts, BitSet protectedValues) {
        BitSet candidates = current.toBitSet();
        candidates.and(open());
        requireNumbers(scores, candidates);
        BitSet stay = new BitSet(layout.size());
        for (int e : layers) {
            BitSet alive = survivors(current, e);
            String name = layout.entry(e).name();
            if (counts[e] < 1 || counts[e] > alive.cardinality()) {
                throw new IllegalArgumentException(
                        name + ": keeping " + counts[e] + " of its " + alive.cardinality() + " values is not possible");
            }
            BitSet sure = (BitSet) protectedValues.clone();
            sure.and(alive);
            stay.or(chosen(scores, alive, sure, counts[e], name));
        }
        return merge(current, open(), stay);
    }

    private static BitSet chosen(double[] scores, BitSet candidates, BitSet sure, int kept, String where) {
        int left = kept - sure.cardinality();
        if (left < 0) {
            throw new IllegalArgumentException(
                    where + ": " + sure.cardinality() + " values are protected, more than the " + kept + " to keep");
        }
        BitSet others = (BitSet) candidates.clone();
        others.andNot(sure);
        BitSet chosen = LargestScores.choose(scores, others, left);
        chosen.or(sure);
        return chosen;
    }

    private Mask merge(Mask current, BitSet open, BitSet stay) {
        BitSet kept = current.toBitSet();
        kept.andNot(open);
        kept.or(stay);
        return Mask.of(layout, kept);
    }

    private BitSet survivors(Mask current, int entry) {
        BitSet alive = current.toBitSet();
        alive.clear(0, layout.offset(entry));
        alive.clear(layout.offset(entry + 1), layout.size());
        return alive;
    }

    private int[] sparedCounts() {
        int[] counts = new int[layout.entries().size()];
        for (int e = 0; e < counts.length; e++) {
            counts[e] = scope.spares(layout.entry(e)) ? layout.entry(e).size() : 0;
        }
        return counts;
    }

    private void requireRoom(Mask current, int kept) {
        layout.requireSame(current.layout(), "the mask");
        if (kept < spared + layers.length || kept > current.keptPrunable()) {
            throw new IllegalArgumentException("keeping " + kept + " of the " + current.keptPrunable()
                    + " values left is not possible: spared entries hold " + spared + ", and each of "
                    + layers.length + " layers keeps at least one");
        }
    }

    private void requireNumbers(double[] scores, BitSet candidates) {
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            if (Double.isNaN(scores[i])) {
                int e = layout.entryAt(i);
                throw new ArithmeticException(
                        layout.entry(e).name() + ": the score of value " + (i - layout.offset(e)) + " is not a number");
            }
        }
    }
}
