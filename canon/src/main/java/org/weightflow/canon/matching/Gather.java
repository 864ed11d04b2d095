package org.weightflow.canon.matching;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;

/** Where the values of an entry come from when the units of its axes move: the one code path of weights, masks and costs. */
final class Gather {
    private Gather() {}

    /**
     * For each axis of the entry, the unit that comes to each place.
     *
     * @param units group -> permutation
     * @throws IllegalArgumentException if an axis and the permutation of its group differ in size, naming the entry
     */
    static int[][] moves(Layout.Entry entry, Symmetry symmetry, Map<String, int[]> units) {
        List<String> groups = symmetry.groupsOf(entry);
        int[][] moves = unmoved(entry);
        if (groups.size() != moves.length) {
            throw new IllegalArgumentException(
                    entry.name() + ": " + groups.size() + " groups given for " + moves.length + " axes");
        }
        for (int axis = 0; axis < moves.length; axis++) {
            String group = groups.get(axis);
            if (!group.equals(Symmetry.NONE)) {
                int[] p = units.getOrDefault(group, new int[0]);
                if (p.length != moves[axis].length) {
                    throw new IllegalArgumentException(entry.name() + ": axis " + axis + " has " + moves[axis].length
                            + " units of group " + group + " but its permutation has " + p.length);
                }
                moves[axis] = p;
            }
        }
        return moves;
    }

    /** The moves that leave every unit where it is. */
    static int[][] unmoved(Layout.Entry entry) {
        return entry.shape().stream().map(Gather::ascending).toArray(int[][]::new);
    }

    /**
     * Row-major positions in the entry of its moved values, its axes taken in the order {@code front, 0, 1, ...}.
     *
     * @param front the axis that comes first; 0 for the entry's own order
     */
    static int[] positions(Layout.Entry entry, int[][] moves, int front) {
        List<Integer> shape = entry.shape();
        int[] positions = {0};
        for (int k = 0; k < shape.size(); k++) {
            int axis = k == 0 ? front : k <= front ? k - 1 : k;
            int stride = shape.subList(axis + 1, shape.size()).stream().reduce(1, (a, b) -> a * b);
            positions = extend(positions, moves[axis], stride);
        }
        return positions;
    }

    static int[] ascending(int size) {
        return IntStream.range(0, size).toArray();
    }

    private static int[] extend(int[] positions, int[] moves, int stride) {
        int[] extended = new int[positions.length * moves.length];
        for (int k = 0; k < positions.length; k++) {
            for (int i = 0; i < moves.length; i++) {
                extended[k * moves.length + i] = positions[k] + moves[i] * stride;
            }
        }
        return extended;
    }
}
