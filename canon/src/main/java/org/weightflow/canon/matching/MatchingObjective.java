package org.weightflow.canon.matching;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.weightflow.canon.linear.MatrixProduct;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Place;

/**
 * The objective of matching one pair of networks: the sum over entries of {@code <A, P(B)>} in float64, and the worth of units to
 * each other that {@link UnitValues} adds up.
 * <p>State is left out: running statistics are no weights, and running variances, all positive and large, would
 * turn the matching into sorting channels by variance. Masked weights are zeros like any other.
 * <p>Not for several threads.
 */
final class MatchingObjective {
    /** Rows of A and constant products that are held, in values of float64, 256 MiB of them; the others are made anew each time. */
    private static final int HELD = 1 << 25;

    private final Layout layout;
    private final Gather gather;
    private final float[] reference;
    private final float[] moving;
    private final int[] matched;
    private final Map<Place, double[]> referenceRows = new HashMap<>();
    private final Map<Place, double[]> constants = new HashMap<>();
    private final MatrixProduct product = new MatrixProduct();
    private int held;

    /**
     * @throws IllegalArgumentException if the layouts differ, or a matched value is NaN or infinite, naming the entry
     */
    MatchingObjective(Symmetry symmetry, StateDict reference, StateDict moving) {
        this.layout = reference.layout();
        layout.requireSame(moving.layout(), "the moving network");
        this.gather = new Gather(layout, symmetry);
        matched = IntStream.range(0, layout.entries().size())
                .filter(this::isMatched)
                .toArray();
        this.reference = requireFinite(reference.toArray(), "the reference");
        this.moving = requireFinite(moving.toArray(), "the moving network");
    }

    /** The sum over the matched entries of {@code <A, P(B)>}. */
    double at(Map<String, int[]> units) {
        double sum = 0;
        for (int e : matched) {
            sum += innerProduct(e, units);
        }
        return sum;
    }

    /** By how much the sum over the entries at {@code places} rises when the units go to {@code next}. */
    double gain(Collection<Place> places, Map<String, int[]> units, Map<String, int[]> next) {
        double gain = 0;
        for (int e : places.stream()
                .mapToInt(p -> layout.indexOf(p.entry()))
                .distinct()
                .toArray()) {
            gain += innerProduct(e, next) - innerProduct(e, units);
        }
        return gain;
    }

    /** |A| |B| over the matched entries: no objective is larger (Cauchy and Schwarz). */
    double bound() {
        double a = 0;
        double b = 0;
        for (int e : matched) {
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                a += (double) reference[i] * reference[i];
                b += (double) moving[i] * moving[i];
            }
        }
        return Math.sqrt(a) * Math.sqrt(b);
    }

    /** Those of the places whose entries are matched. */
    List<Place> matched(List<Place> places) {
        return places.stream()
                .filter(place -> isMatched(layout.indexOf(place.entry())))
                .toList();
    }

    /** The groups that act on the entries at the places. */
    Set<String> actingOn(List<Place> places) {
        Set<String> groups = new HashSet<>();
        for (Place place : places) {
            gather.usesOf(layout.entry(layout.indexOf(place.entry()))).forEach(use -> groups.add(use.group()));
        }
        return groups;
    }

    /** Whether {@link #unitValues} at the place is the same whatever groups other than {@code own} do. */
    boolean isConstant(Place place, Set<String> own) {
        Layout.Entry entry = layout.entry(layout.indexOf(place.entry()));
        return gather.usesOf(entry).stream()
                .allMatch(use -> use.place().axis() == place.axis()
                        && (own.contains(use.group()) || !overlap(use.place(), place)));
    }

    /**
     * Adds A' B'^T as {@link #unitValues} has it, where nothing but {@code own} acts on it. It is worked out once for all turns of
     * the group, and held as long as there is room.
     */
    void addConstantUnitValues(double[] sum, Place place, Set<String> own) {
        double[] values = constants.get(place);
        if (values == null) {
            // own groups hold still, and no other acts here
            values = unitValues(place, moves(place, own, Map.of()), false);
            if (hold(values.length)) {
                constants.put(place, values);
            }
        }
        for (int k = 0; k < sum.length; k++) {
            sum[k] += values[k];
        }
    }

    /** Takes room for values of float64 that are to be held; false if there is none. */
    boolean hold(int values) {
        boolean fits = values <= HELD - held;
        held += fits ? values : 0;
        return fits;
    }

    /** Where the values at the place come from when the groups {@code own} hold still on its axis and all else of B is permuted. */
    int[][] moves(Place place, Set<String> own, Map<String, int[]> units) {
        Layout.Entry entry = layout.entry(layout.indexOf(place.entry()));
        Map<String, int[]> others = new HashMap<>(units);
        others.keySet().removeAll(own);
        int[][] moves = gather.moves(entry, units);
        moves[place.axis()] = gather.moves(entry, others)[place.axis()];
        return moves;
    }

    /** Positions in the entry of the moved values beside the place's axis: the k-th of each of a unit's rows. */
    int[] positions(Place place, int[][] moves) {
        return Gather.positionsWithout(layout.entry(layout.indexOf(place.entry())), moves, place.axis());
    }

    /**
     * A' B'^T, where the rows of A' and B' are the n units at the place, those of B permuted by {@link #moves}.
     *
     * @param hold whether to hold the rows of A, as they will be wanted again
     * @return row-major {@code [n, n]}; the caller's
     */
    double[] unitValues(Place place, int[][] moves, boolean hold) {
        int n = place.starts().size();
        double[] rows = rows(moving, place, moves);
        return product.timesTransposed(referenceRows(place, hold), n, rows, n, rows.length / n);
    }

    /**
     * Adds to {@link #unitValues} by what they rise when some values go from other positions to where they are now.
     *
     * @param moves  now; on the place's axis as they were before
     * @param before {@link #positions} before
     * @param after  those now
     * @param moved  where the two differ
     */
    void addMoved(double[] values, Place place, int[][] moves, int[] before, int[] after, int[] moved) {
        int n = place.starts().size();
        double[] rows = rows(moving, place, moves, select(after, moved));
        double[] old = rows(moving, place, moves, select(before, moved));
        for (int k = 0; k < rows.length; k++) {
            rows[k] -= old[k];
        }
        int[][] unmoved = Gather.unmoved(layout.entry(layout.indexOf(place.entry())));
        double[] fixed = rows(reference, place, unmoved, select(positions(place, unmoved), moved));
        double[] rise = product.timesTransposed(fixed, n, rows, n, rows.length / n);
        for (int k = 0; k < values.length; k++) {
            values[k] += rise[k];
        }
    }

    private static int[] select(int[] values, int[] indices) {
        return Arrays.stream(indices).map(k -> values[k]).toArray();
    }

    private double[] referenceRows(Place place, boolean hold) {
        double[] rows = referenceRows.get(place);
        if (rows == null) {
            rows = rows(reference, place, Gather.unmoved(layout.entry(layout.indexOf(place.entry()))));
            if (hold && hold(rows.length)) {
                referenceRows.put(place, rows);
            }
        }
        return rows;
    }

    /** The moved entry's units at the place as rows, [n, width * size / extent]. */
    private double[] rows(float[] values, Place place, int[][] moves) {
        return rows(values, place, moves, positions(place, moves));
    }

    /** Of each row only the values at {@code rest}, which are positions beside the place's axis. */
    private double[] rows(float[] values, Place place, int[][] moves, int[] rest) {
        int e = layout.indexOf(place.entry());
        Layout.Entry entry = layout.entry(e);
        int[] axis = moves[place.axis()];
        int[] places = Gather.placesOf(place);
        int stride = Gather.stride(entry, place.axis());
        double[] rows = new double[Math.multiplyExact(places.length, rest.length)];
        for (int k = 0; k < places.length; k++) {
            gather(values, layout.offset(e) + axis[places[k]] * stride, rest, rows, k * rest.length);
        }
        return rows;
    }

    private static void gather(float[] values, int from, int[] positions, double[] target, int to) {
        for (int k = 0; k < positions.length; k++) {
            target[to + k] = values[from + positions[k]];
        }
    }

    private double innerProduct(int e, Map<String, int[]> units) {
        Layout.Entry entry = layout.entry(e);
        int offset = layout.offset(e);
        if (entry.shape().isEmpty()) {
            return (double) reference[offset] * moving[offset];
        }
        int[][] moves = gather.moves(entry, units);
        int[] rest = Gather.positionsWithout(entry, moves, 0);
        int stride = Gather.stride(entry, 0);
        double sum = 0;
        for (int k = 0; k < moves[0].length; k++) {
            sum = addProducts(sum, offset + k * stride, offset + moves[0][k] * stride, rest);
        }
        return sum;
    }

    /** Adds the products of a stretch of A with values of B one by one, whatever the stretches, as rounding depends on the order. */
    private double addProducts(double start, int inReference, int inMoving, int[] positions) {
        double sum = start;
        for (int k = 0; k < positions.length; k++) {
            sum += (double) reference[inReference + k] * moving[inMoving + positions[k]];
        }
        return sum;
    }

    private boolean isMatched(int e) {
        return layout.entry(e).kind().isLearnable();
    }

    private static boolean overlap(Place a, Place b) {
        int[] places = Gather.placesOf(b);
        Arrays.sort(places);
        return Arrays.stream(Gather.placesOf(a)).anyMatch(k -> Arrays.binarySearch(places, k) >= 0);
    }

    private float[] requireFinite(float[] values, String where) {
        for (int e : matched) {
            for (int i = layout.offset(e); i < layout.offset(e + 1); i++) {
                if (!Float.isFinite(values[i])) {
                    throw new IllegalArgumentException(layout.entry(e).name() + ": value " + values[i] + " at "
                            + (i - layout.offset(e)) + " of " + where + " is not finite");
                }
            }
        }
        return values;
    }
}
