package org.weightflow.canon.matching;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.weightflow.canon.linear.MatrixProduct;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Axis;

/**
 * The objective of matching one pair of networks: the sum over entries of {@code <A, P(B)>} in float64, and what each group's
 * units are worth to each other while the other groups are held.
 * <p>Entries of kind BUFFER are left out: running statistics are no weights, and running variances, all positive and large, would
 * turn the matching into sorting channels by variance. Masked weights are zeros like any other.
 * <p>Not for several threads.
 */
final class MatchingObjective {
    private final Layout layout;
    private final Symmetry symmetry;
    private final float[] reference;
    private final float[] moving;
    private final int[] matched;
    private final Map<String, List<Axis>> axes = new LinkedHashMap<>();
    private final Map<String, double[]> constantValues = new HashMap<>();
    private final Map<Axis, double[]> referenceUnits = new HashMap<>();
    private final MatrixProduct product = new MatrixProduct();

    /**
     * @throws IllegalArgumentException if the layouts differ, or a matched value is NaN or infinite, naming the entry
     */
    MatchingObjective(Symmetry symmetry, StateDict reference, StateDict moving) {
        this.layout = reference.layout();
        this.symmetry = symmetry;
        layout.requireSame(moving.layout(), "the moving network");
        matched = IntStream.range(0, layout.entries().size())
                .filter(e -> layout.entry(e).kind() != Layout.Kind.BUFFER)
                .toArray();
        this.reference = requireFinite(reference.toArray(), "the reference");
        this.moving = requireFinite(moving.toArray(), "the moving network");
        for (String group : symmetry.sizes().keySet()) {
            axes.put(
                    group,
                    symmetry.axesOf(group, layout).stream()
                            .filter(axis -> layout.entry(axis.entry()).kind() != Layout.Kind.BUFFER)
                            .toList());
        }
    }

    /** The sum over the matched entries of {@code <A, P(B)>}. */
    double at(Map<String, int[]> units) {
        double sum = 0;
        for (int e : matched) {
            sum += innerProduct(e, units);
        }
        return sum;
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

    /**
     * What it is worth to have unit j of B where unit i of A is: the sum over the axes of the group of A' B'^T, where the rows of
     * A' and B' are the units along that axis and the other axes of B are permuted as {@code units} says. Where the group acts on
     * two axes of one entry, this is the gradient of an objective that is quadratic in it.
     *
     * @return row-major {@code [n, n]}, n = units of the group; the caller's
     */
    double[] unitValues(String group, Map<String, int[]> units) {
        int n = symmetry.sizes().get(group);
        // what no other group moves is the same in every sweep, and the largest product: the inputs of a first layer
        double[] values = constantValues
                .computeIfAbsent(group, g -> {
                    double[] constant = new double[n * n];
                    for (Axis axis : axes.get(g)) {
                        if (isAlone(axis)) {
                            addUnitValues(constant, axis, unitsOfReference(axis), units);
                        }
                    }
                    return constant;
                })
                .clone();
        for (Axis axis : axes.get(group)) {
            if (!isAlone(axis)) {
                addUnitValues(values, axis, referenceUnits.computeIfAbsent(axis, this::unitsOfReference), units);
            }
        }
        return values;
    }

    /** By how much the objective rises when {@code group} alone goes to {@code next}, whose values are {@code unitValues}. */
    double gain(String group, Map<String, int[]> units, int[] next, double[] unitValues) {
        int[] touched =
                axes.get(group).stream().mapToInt(Axis::entry).distinct().toArray();
        double gain = 0;
        if (touched.length == axes.get(group).size()) {
            for (int i = 0; i < next.length; i++) {
                gain += unitValues[i * next.length + next[i]] - unitValues[i * next.length + units.get(group)[i]];
            }
        } else {
            Map<String, int[]> moved = new HashMap<>(units);
            moved.put(group, next);
            for (int e : touched) {
                gain += innerProduct(e, moved) - innerProduct(e, units);
            }
        }
        return gain;
    }

    /** Whether no other axis of the entry is permuted. */
    private boolean isAlone(Axis axis) {
        List<String> groups = symmetry.groupsOf(layout.entry(axis.entry()));
        return groups.stream().filter(group -> !group.equals(Symmetry.NONE)).count() == 1;
    }

    private void addUnitValues(double[] sum, Axis axis, double[] referenceUnits, Map<String, int[]> units) {
        Layout.Entry entry = layout.entry(axis.entry());
        int n = entry.shape().get(axis.axis());
        int[][] moves = Gather.moves(entry, symmetry, units);
        moves[axis.axis()] = Gather.ascending(n);
        double[] movingUnits = unitsOf(moving, axis, moves);
        double[] worth = product.timesTransposed(referenceUnits, n, movingUnits, n, movingUnits.length / n);
        for (int k = 0; k < sum.length; k++) {
            sum[k] += worth[k];
        }
    }

    private double[] unitsOfReference(Axis axis) {
        return unitsOf(reference, axis, Gather.unmoved(layout.entry(axis.entry())));
    }

    /** The moved entry with its units along the axis as rows, [n, size / n]. */
    private double[] unitsOf(float[] values, Axis axis, int[][] moves) {
        int[] positions = Gather.positions(layout.entry(axis.entry()), moves, axis.axis());
        int offset = layout.offset(axis.entry());
        double[] rows = new double[positions.length];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = values[offset + positions[k]];
        }
        return rows;
    }

    private double innerProduct(int e, Map<String, int[]> units) {
        Layout.Entry entry = layout.entry(e);
        int[] positions = Gather.positions(entry, Gather.moves(entry, symmetry, units), 0);
        int offset = layout.offset(e);
        double sum = 0;
        for (int k = 0; k < positions.length; k++) {
            sum += (double) reference[offset + k] * moving[offset + positions[k]];
        }
        return sum;
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
