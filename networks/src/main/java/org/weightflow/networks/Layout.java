package org.weightflow.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The ordered entries of a network's state dict, and where each lies in the flat vector of all of them.
 * <p>Names and shapes are those of PyTorch's {@code state_dict}; the flat vector is the row-major values of the entries in order.
 */
public final class Layout {
    /**
     * What an entry is for. NORM entries scale and shift what was normalised; BUFFER entries are running statistics; a COUNTER
     * counts training batches: a whole number up to 2^24, which float32 holds exactly, an I64 in files.
     */
    public enum Kind {
        WEIGHT,
        BIAS,
        NORM,
        BUFFER,
        COUNTER;

        /** Whether optimisers change it; else it is state that forward passes keep. */
        public boolean isLearnable() {
            return this != BUFFER && this != COUNTER;
        }
    }

    /**
     * One named array.
     *
     * @param prunable whether pruning may mask its values, which only weights and biases may allow
     */
    public record Entry(String name, List<Integer> shape, Kind kind, boolean prunable) {
        public Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(kind, "kind");
            shape = List.copyOf(shape);
            if (prunable && kind != Kind.WEIGHT && kind != Kind.BIAS) {
                throw new IllegalArgumentException(name + ": an entry of kind " + kind + " cannot be pruned");
            }
            for (int extent : shape) {
                Check.atLeast(name + ": extent", extent, 0);
            }
            long size = shape.contains(0) ? 0 : 1;
            for (int extent : shape) {
                size *= extent;
                if (size > Integer.MAX_VALUE) {
                    throw new IllegalArgumentException(
                            name + ": shape " + shape + " has more than " + Integer.MAX_VALUE + " values");
                }
            }
        }

        /** Number of values: the product of the shape. */
        public int size() {
            int size = 1;
            for (int extent : shape) {
                size *= extent;
            }
            return size;
        }
    }

    private final List<Entry> entries;
    private final int[] offsets;
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    private Layout(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        this.offsets = new int[entries.size() + 1];
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.size() > Integer.MAX_VALUE - offsets[i]) {
                throw new IllegalArgumentException(
                        entry.name() + ": with it the layout has more than " + Integer.MAX_VALUE + " values");
            }
            offsets[i + 1] = offsets[i] + entry.size();
            if (positions.put(entry.name(), i) != null) {
                throw new IllegalArgumentException(entry.name() + ": the name stands twice in the layout");
            }
        }
    }

    /** @throws IllegalArgumentException if two entries share a name */
    public static Layout of(List<Entry> entries) {
        return new Layout(new ArrayList<>(entries));
    }

    public List<Entry> entries() {
        return entries;
    }

    public Entry entry(int index) {
        return entries.get(index);
    }

    /** The position of the entry of that name. */
    public int indexOf(String name) {
        Integer index = positions.get(name);
        if (index == null) {
            throw new IllegalArgumentException(name + ": no such entry; the layout has " + positions.keySet());
        }
        return index;
    }

    public boolean has(String name) {
        return positions.containsKey(name);
    }

    /** Where the entry at {@code index} starts in the flat vector; {@code offset(entries().size())} is the total size. */
    public int offset(int index) {
        return offsets[index];
    }

    /** Told of the part of a stretch that lies in one entry. */
    @FunctionalInterface
    public interface PartAction<E extends Exception> {
        /**
         * @param entry position of the entry
         * @param first the part's first value in the entry
         * @param size  values of the part
         * @param done  values of the stretch before the part
         */
        void accept(int entry, int first, int size, int done) throws E;
    }

    /** Cuts the stretch {@code [from, from + count)} of the flat vector at the bounds of entries; in order, no empty parts. */
    public <E extends Exception> void forEachPart(int from, int count, PartAction<E> action) throws E {
        int position = from;
        int entry = count == 0 ? 0 : entryAt(from);
        while (position < from + count) {
            int end = Math.min(from + count, offsets[entry + 1]);
            if (end > position) {
                action.accept(entry, position - offsets[entry], end - position, position - from);
            }
            position = end;
            entry++;
        }
    }

    /** The position of the entry that holds the value at {@code index} of the flat vector. */
    public int entryAt(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("index " + index + " is not in a layout of " + size() + " values");
        }
        int found = Arrays.binarySearch(offsets, index);
        // Of empty entries and the one behind them, which start at one offset, the last has the value.
        int entry = found >= 0 ? found : -found - 2;
        while (offsets[entry + 1] <= index) {
            entry++;
        }
        return entry;
    }

    /** Number of values of all entries. */
    public int size() {
        return offsets[entries.size()];
    }

    /** Number of values that optimisers change: what PyTorch counts as parameters. */
    public int learnableSize() {
        int size = 0;
        for (Entry entry : entries) {
            size += entry.kind().isLearnable() ? entry.size() : 0;
        }
        return size;
    }

    /** Whether there are entries that no optimiser changes, such as the running statistics of batch normalisation. */
    public boolean hasState() {
        return learnableSize() < size();
    }

    /** Number of values of the prunable entries: the scope of every sparsity and density. */
    public int prunableSize() {
        int size = 0;
        for (Entry entry : entries) {
            size += entry.prunable() ? entry.size() : 0;
        }
        return size;
    }

    /**
     * Requires the same names, shapes and order.
     *
     * @param where what {@code other} is, for the message
     * @throws IllegalArgumentException naming the first entry that differs
     */
    public void requireSame(Layout other, String where) {
        for (int i = 0; i < Math.max(entries.size(), other.entries.size()); i++) {
            if (i >= entries.size()) {
                throw new IllegalArgumentException(other.entry(i).name() + ": only " + where + " has this entry");
            }
            if (i >= other.entries.size()) {
                throw new IllegalArgumentException(entry(i).name() + ": missing in " + where);
            }
            Entry mine = entry(i);
            Entry theirs = other.entry(i);
            if (!mine.name().equals(theirs.name())) {
                throw new IllegalArgumentException(
                        mine.name() + ": " + where + " has " + theirs.name() + " in its place");
            }
            if (!mine.shape().equals(theirs.shape())) {
                throw new IllegalArgumentException(
                        mine.name() + ": shape " + mine.shape() + " expected but " + theirs.shape() + " in " + where);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layout layout && entries.equals(layout.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return "Layout" + entries;
    }
}
