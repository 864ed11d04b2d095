package org.weightflow.networks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which permutations of its units leave a network's function unchanged, as data: for each axis of each entry the name of the
 * permutation group that acts on it, or {@link #NONE}.
 * <p>Two axes of the same name move together. An entry that is not named has no permuted axis.
 *
 * @param axes  entry name -> group per axis
 * @param sizes group -> number of units; derived order is the order in which {@code axes} names the groups
 * @see <a href="https://arxiv.org/abs/2209.04836">Ainsworth et al. (2023), permutation symmetries</a>
 */
public record Symmetry(Map<String, List<String>> axes, Map<String, Integer> sizes) {
    /** The group of an axis that no permutation moves. */
    public static final String NONE = "";

    /** One axis of one entry that a group acts on. */
    public record Axis(int entry, int axis) {}

    public Symmetry {
        axes = copy(axes);
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    }

    /**
     * Reads the group sizes off a layout.
     *
     * @throws IllegalArgumentException if an entry is unknown, an axis is missing, or one group has two sizes
     */
    public static Symmetry of(Layout layout, Map<String, List<String>> axes) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        axes.forEach((name, groups) -> {
            List<Integer> shape = layout.entry(layout.indexOf(name)).shape();
            if (shape.size() != groups.size()) {
                throw new IllegalArgumentException(
                        name + ": " + groups.size() + " groups given for " + shape.size() + " axes");
            }
            for (int axis = 0; axis < groups.size(); axis++) {
                String group = groups.get(axis);
                Integer before = group.equals(NONE) ? null : sizes.putIfAbsent(group, shape.get(axis));
                if (before != null && !before.equals(shape.get(axis))) {
                    throw new IllegalArgumentException(name + ": axis " + axis + " has " + shape.get(axis)
                            + " units but group " + group + " has " + before);
                }
            }
        });
        return new Symmetry(axes, sizes);
    }

    /** The groups that act on the axes of an entry; all {@link #NONE} for an entry that is not named. */
    public List<String> groupsOf(Layout.Entry entry) {
        return axes.getOrDefault(entry.name(), Collections.nCopies(entry.shape().size(), NONE));
    }

    /** Every axis that {@code group} acts on, in layout order. */
    public List<Axis> axesOf(String group, Layout layout) {
        List<Axis> found = new ArrayList<>();
        for (int e = 0; e < layout.entries().size(); e++) {
            List<String> groups = groupsOf(layout.entry(e));
            for (int a = 0; a < groups.size(); a++) {
                if (groups.get(a).equals(group)) {
                    found.add(new Axis(e, a));
                }
            }
        }
        return found;
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> axes) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        axes.forEach((name, groups) -> copy.put(name, List.copyOf(groups)));
        return Collections.unmodifiableMap(copy);
    }
}
