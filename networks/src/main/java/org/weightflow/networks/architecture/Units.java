package org.weightflow.networks.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The units along an axis: fixed, freely permutable, or made of others; units of signals that are added become the same. */
final class Units {
    /** Unit {@code index} of a permutable group. */
    private record Slot(Units group, int index) {}

    private final int count;
    /** Empty but for padded units: their own, half before and half behind, and what lies between. */
    private final List<Units> inner;

    private String name;
    private boolean fixed;
    private Units same;

    private Units(String name, int count, boolean fixed, List<Units> inner) {
        this.name = name;
        this.count = count;
        this.fixed = fixed;
        this.inner = inner;
    }

    static Units fixed(int count) {
        return new Units("", count, true, List.of());
    }

    static Units free(String name, int count) {
        return new Units(name, count, false, List.of());
    }

    /** {@code between}, with half of the units of its own before it and half behind. */
    static Units padded(Units own, Units between) {
        return new Units("", own.count + between.count, false, List.of(own, between));
    }

    int count() {
        return count;
    }

    String name() {
        Units root = root();
        return root.inner.isEmpty() ? root.name : root.inner.get(0).name();
    }

    /** Names these units; of padded ones, those that are their own. */
    void rename(String to) {
        Units root = root();
        if (root.inner.isEmpty()) {
            root.name = to;
        } else {
            root.inner.get(0).rename(to);
        }
    }

    /** From now on these units stay where they are. */
    void fix() {
        root().fixed = true;
    }

    /** From now on both move together, as {@code stream} moves where it can be so. */
    static void unite(Units stream, Units branch) {
        Units a = stream.root();
        Units b = branch.root();
        if (a.count != b.count) {
            throw new IllegalArgumentException(
                    a.name() + " has " + a.count + " units but " + b.name() + ", added to it, has " + b.count);
        }
        if (a == b) {
            return;
        }
        if (b.isFree()) {
            b.same = a;
        } else if (a.isFree()) {
            a.same = b;
        } else {
            throw new IllegalStateException("units of " + a.name() + " and " + b.name() + " are made of others");
        }
    }

    /** Where each group has its units along an axis that these units fill: group -> first place of each, {@code width} wide. */
    Map<Units, List<Integer>> starts(int from, int width) {
        List<Slot> slots = slots();
        Map<Units, Integer[]> starts = new LinkedHashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (slot != null) {
                starts.computeIfAbsent(slot.group, group -> new Integer[group.count])[slot.index] = from + i * width;
            }
        }
        Map<Units, List<Integer>> lists = new LinkedHashMap<>();
        starts.forEach((group, each) -> lists.put(group, List.of(each)));
        return lists;
    }

    private List<Slot> slots() {
        Units root = root();
        List<Slot> slots = new ArrayList<>();
        if (root.inner.isEmpty()) {
            for (int i = 0; i < root.count; i++) {
                slots.add(root.fixed ? null : new Slot(root, i));
            }
        } else {
            List<Slot> own = root.inner.get(0).slots();
            int half = own.size() / 2;
            slots.addAll(own.subList(0, half));
            slots.addAll(root.inner.get(1).slots());
            slots.addAll(own.subList(half, own.size()));
        }
        return slots;
    }

    private boolean isFree() {
        return !fixed && inner.isEmpty();
    }

    private Units root() {
        return same == null ? this : same.root();
    }
}
