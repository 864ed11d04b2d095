package org.weightflow.canon.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/** Where the values of an entry come from when the units of its axes move: the one code path of weights, masks and costs. */
final class Gather {
    private final Map<String, List<Use>> uses = new HashMap<>();

    /** A group and one of its places. */
    record Use(String group, Place place) {}

    /** @throws IllegalArgumentException if a place is none of the layout's, naming its entry */
    Gather(Layout layout, Symmetry symmetry) {
        for (Group group : symmetry.groups()) {
            for (Place place : group.places()) {
                List<Integer> shape =
                        layout.entry(layout.indexOf(place.entry())).shape();
                if (place.axis() >= shape.size() || place.end() > shape.get(place.axis())) {
                    throw new IllegalArgumentException(place.entry() + ": axis " + place.axis() + " of shape " + shape
                            + " does not hold the units of group " + group.name());
                }
                uses.computeIfAbsent(place.entry(), entry -> new ArrayList<>()).add(new Use(group.name(), place));
            }
        }
    }

    /** What acts on an entry, in the order of the groups. */
    List<Use> usesOf(Layout.Entry entry) {
        return uses.getOrDefault(entry.name(), List.of());
    }

    /**
     * For each axis of the entry and each place on it, the place that its values come from when the groups act in their order.
     *
     * @param units group -> permutation; other groups hold still
     */
    int[][] moves(Layout.Entry entry, Map<String, int[]> units) {
        int[][] moves = unmoved(entry);
        for (Use use : usesOf(entry)) {
            if (units.containsKey(use.group())) {
                int axis = use.place().axis();
                moves[axis] = moved(moves[axis], use, units.get(use.group()));
            }
        }
        return moves;
    }

    /** The moves that leave every unit where it is. */
    static int[][] unmoved(Layout.Entry entry) {
        int[][] moves = new int[entry.shape().size()][];
        for (int axis = 0; axis < moves.length; axis++) {
            moves[axis] = ascending(entry.shape().get(axis));
        }
        return moves;
    }

    private static int[] moved(int[] before, Use use, int[] p) {
        Place place = use.place();
        int[] after = before.clone();
        for (int u = 0; u < p.length; u++) {
            int from = place.starts().get(p[u]);
            System.arraycopy(before, from, after, place.starts().get(u), place.width());
        }
        return after;
    }

    /** The places of the units along their axis, unit by unit. */
    static int[] placesOf(Place place) {
        int width = place.width();
        int[] places = new int[place.starts().size() * width];
        for (int u = 0; u < place.starts().size(); u++) {
            int start = place.starts().get(u);
            for (int k = 0; k < width; k++) {
                places[u * width + k] = start + k;
            }
        }
        return places;
    }

    /**
     * Row-major positions in the entry of its moved values, its axes taken in their order.
     */
    static int[] positions(Layout.Entry entry, int[][] moves) {
        int[] positions = {0};
        for (int axis = 0; axis < entry.shape().size(); axis++) {
            positions = extend(positions, moves[axis], stride(entry, axis));
        }
        return positions;
    }

    /**
     * The same with one axis left out, at place 0 of which all positions are: where that axis moves to place m, a value's position
     * is greater by m {@link #stride}.
     */
    static int[] positionsWithout(Layout.Entry entry, int[][] moves, int left) {
        int[] positions = {0};
        for (int axis = 0; axis < entry.shape().size(); axis++) {
            if (axis != left) {
                positions = extend(positions, moves[axis], stride(entry, axis));
            }
        }
        return positions;
    }

    /** How far neighbours along the axis are apart in the entry. */
    static int stride(Layout.Entry entry, int axis) {
        int stride = 1;
        for (int k = axis + 1; k < entry.shape().size(); k++) {
            stride *= entry.shape().get(k);
        }
        return stride;
    }

    static int[] ascending(int size) {
        int[] ascending = new int[size];
        for (int i = 0; i < size; i++) {
            ascending[i] = i;
        }
        return ascending;
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
