package org.weightflow.networks;

import java.util.BitSet;

/**
 * Which values of a network are kept (1) and which are pruned to exactly zero (0), over the flat vector of a {@link Layout}.
 * <p>Values of entries that are not prunable are always kept. A mask is stored beside the weights and never inferred from zeros.
 * It lives here rather than with pruning because populations train under it, zoos store it, alignment permutes it and the
 * generator samples it.
 */
public final class Mask {
    private final Layout layout;
    private final BitSet kept;

    private Mask(Layout layout, BitSet kept) {
        this.layout = layout;
        this.kept = kept;
    }

    /** The mask that keeps everything. */
    public static Mask dense(Layout layout) {
        BitSet all = new BitSet(layout.size());
        all.set(0, layout.size());
        return new Mask(layout, all);
    }

    /**
     * @param kept bit i says whether value i of the flat vector is kept; copied
     * @throws IllegalArgumentException if a value that is not prunable is not kept, or a bit lies behind the layout
     */
    public static Mask of(Layout layout, BitSet kept) {
        if (kept.length() > layout.size()) {
            throw new IllegalArgumentException(
                    "mask bit " + (kept.length() - 1) + " lies behind a layout of " + layout.size() + " values");
        }
        for (int i = 0; i < layout.entries().size(); i++) {
            if (!layout.entry(i).prunable() && layout.entry(i).size() > 0) {
                int clear = kept.nextClearBit(layout.offset(i));
                if (clear < layout.offset(i + 1)) {
                    throw new IllegalArgumentException(layout.entry(i).name() + ": value " + (clear - layout.offset(i))
                            + " is masked but the entry is not prunable");
                }
            }
        }
        return new Mask(layout, (BitSet) kept.clone());
    }

    public Layout layout() {
        return layout;
    }

    /** Whether the value at {@code index} of the flat vector is kept. */
    public boolean keeps(int index) {
        return kept.get(index);
    }

    /** A copy of the bits over the flat vector. */
    public BitSet toBitSet() {
        return (BitSet) kept.clone();
    }

    /** Kept values of the entry at {@code index}. */
    public int kept(int index) {
        return kept.get(layout.offset(index), layout.offset(index + 1)).cardinality();
    }

    /** Kept values of the prunable entries: the numerator of the density. */
    public int keptPrunable() {
        int sum = 0;
        for (int i = 0; i < layout.entries().size(); i++) {
            sum += layout.entry(i).prunable() ? kept(i) : 0;
        }
        return sum;
    }

    /** Kept fraction of the prunable values, in [0, 1]; 1 where nothing is prunable. */
    public double density() {
        return layout.prunableSize() == 0 ? 1 : keptPrunable() / (double) layout.prunableSize();
    }

    /** Whether every value that this mask keeps is kept by {@code other}. */
    public boolean isWithin(Mask other) {
        BitSet extra = toBitSet();
        extra.andNot(other.kept);
        return extra.isEmpty();
    }

    /** The same values with the pruned ones set to +0. */
    public StateDict apply(StateDict weights) {
        layout.requireSame(weights.layout(), "the weights");
        float[] flat = weights.toArray();
        zeroPruned(flat, 0);
        return StateDict.of(weights.layout(), flat);
    }

    /** Sets the pruned values of the flat vector that starts at {@code start} to +0. */
    public void zeroPruned(float[] flat, int start) {
        for (int i = kept.nextClearBit(0); i < layout.size(); i = kept.nextClearBit(i + 1)) {
            flat[start + i] = 0f;
        }
    }

    /** The mask as a 0/1 state dict. */
    public StateDict toStateDict() {
        float[] flat = new float[layout.size()];
        kept.stream().forEach(i -> flat[i] = 1f);
        return StateDict.of(layout, flat);
    }

    /**
     * @param zeroOne a state dict whose every value is 0 or 1
     * @throws IllegalArgumentException naming the first other value
     */
    public static Mask ofStateDict(StateDict zeroOne) {
        float[] flat = zeroOne.toArray();
        BitSet kept = new BitSet(flat.length);
        for (int i = 0; i < flat.length; i++) {
            if (flat[i] != 0f && flat[i] != 1f) {
                throw new IllegalArgumentException("mask value " + flat[i] + " at " + i + " is neither 0 nor 1");
            }
            kept.set(i, flat[i] == 1f);
        }
        return of(zeroOne.layout(), kept);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask && layout.equals(mask.layout) && kept.equals(mask.kept);
    }

    @Override
    public int hashCode() {
        return kept.hashCode();
    }

    @Override
    public String toString() {
        return "Mask[" + keptPrunable() + " of " + layout.prunableSize() + " kept]";
    }
}
