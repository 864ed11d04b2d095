package org.weightflow.canon.published;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.canon.assignment.LinearAssignment;
import org.weightflow.canon.linear.MatrixProduct;
import org.weightflow.canon.matching.Matching;
import org.weightflow.canon.matching.Permutations;
import org.weightflow.networks.Layout;
import org.weightflow.networks.StateDict;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * A network on its way to a reference: its values as they are permuted so far, and the element of the symmetry that brought them
 * there. Every step is an exact symmetry, so the network computes what it did.
 * <p>Steps are taken on what the steps before left, so an assignment of the identity keeps a group where it is.
 */
final class MovingNetwork {
    /** Gains up to this are no progress in the authors' codes. */
    static final double LEAST_GAIN = 1e-12;

    /** Sweeps after which the authors' codes stop. */
    static final int MAX_SWEEPS = 100;

    private final Symmetry symmetry;
    private final Layout layout;
    private final float[] reference;
    private final float[] values;
    private final MatrixProduct product = new MatrixProduct();
    private final Map<Place, double[]> referenceRows = new HashMap<>();
    private final double before;
    private final List<Double> sweeps = new ArrayList<>();
    private Permutations permutations;

    /** @throws IllegalArgumentException if the layouts differ, or a learnable value is not finite, naming the entry */
    MovingNetwork(Symmetry symmetry, StateDict reference, StateDict moving) {
        this.symmetry = symmetry;
        this.layout = reference.layout();
        layout.requireSame(moving.layout(), "the moving network");
        this.reference = reference.toArray();
        this.values = moving.toArray();
        this.permutations = Permutations.identity(symmetry);
        requireFinite(this.reference, "the reference");
        requireFinite(values, "the moving network");
        this.before = innerProduct();
    }

    /** Moves unit {@code order[u]} of the group to u, for all u. */
    void permute(Group group, int[] order) {
        Map<String, int[]> step = new LinkedHashMap<>();
        Permutations identity = Permutations.identity(symmetry);
        identity.groups().forEach(each -> step.put(each, identity.of(each)));
        step.put(group.name(), order);
        permutations = permutations.then(Permutations.of(symmetry, step));
        group.places().forEach(place -> permute(place, order));
    }

    private void permute(Place place, int[] order) {
        int e = layout.indexOf(place.entry());
        int from = layout.offset(e);
        float[] old = new float[layout.entry(e).size()];
        System.arraycopy(values, from, old, 0, old.length);
        int[] starts = starts(place);
        int length = length(place);
        int blocks = starts.length / order.length;
        for (int u = 0; u < order.length; u++) {
            for (int b = 0; b < blocks; b++) {
                System.arraycopy(old, starts[order[u] * blocks + b] - from, values, starts[u * blocks + b], length);
            }
        }
    }

    /**
     * The inner products of the units of the reference with those of the network as it is, over all of the places.
     *
     * @return row-major {@code [n, n]}, a row for each unit of the reference
     */
    double[] worth(List<Place> places) {
        int n = places.get(0).starts().size();
        double[] sum = new double[n * n];
        for (Place place : places) {
            double[] rows = rows(values, place);
            double[] a = referenceRows.computeIfAbsent(place, p -> rows(reference, p));
            double[] worth = product.timesTransposed(a, n, rows, n, rows.length / n);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += worth[k];
            }
        }
        return sum;
    }

    /** Takes the assignment of greatest worth over the places; whether that is a gain over where the units are. */
    boolean assign(Group group, List<Place> places) {
        if (places.isEmpty()) {
            return false;
        }
        double[] worth = worth(places);
        int[] order = LinearAssignment.maximise(worth, group.units());
        double stay = 0;
        for (int u = 0; u < order.length; u++) {
            stay += worth[u * order.length + u];
        }
        permute(group, order);
        return LinearAssignment.total(worth, order) > stay + LEAST_GAIN;
    }

    /** The units of the reference at the place as rows, {@code [n, values of a unit]}. */
    double[] ofReference(Place place) {
        return rows(reference, place);
    }

    /** The units of the network as it is. */
    double[] ofMoving(Place place) {
        return rows(values, place);
    }

    private double[] rows(float[] network, Place place) {
        int[] starts = starts(place);
        int length = length(place);
        double[] rows = new double[starts.length * length];
        for (int b = 0; b < starts.length; b++) {
            for (int k = 0; k < length; k++) {
                rows[b * length + k] = network[starts[b] + k];
            }
        }
        return rows;
    }

    /** Where the contiguous pieces of the units begin, unit by unit. */
    private int[] starts(Place place) {
        int e = layout.indexOf(place.entry());
        int extent = layout.entry(e).shape().get(place.axis());
        int stride = length(place) / place.width();
        int blocks = layout.entry(e).size() / (extent * stride);
        int[] starts = new int[place.starts().size() * blocks];
        for (int u = 0; u < place.starts().size(); u++) {
            for (int b = 0; b < blocks; b++) {
                starts[u * blocks + b] =
                        layout.offset(e) + (b * extent + place.starts().get(u)) * stride;
            }
        }
        return starts;
    }

    /** Values of a contiguous piece of a unit. */
    private int length(Place place) {
        List<Integer> shape = layout.entry(layout.indexOf(place.entry())).shape();
        return place.width()
                * shape.subList(place.axis() + 1, shape.size()).stream().reduce(1, (a, b) -> a * b);
    }

    /** Notes the objective at the end of a sweep. */
    void endSweep() {
        sweeps.add(innerProduct());
    }

    int sweeps() {
        return sweeps.size();
    }

    Matching matching(boolean converged) {
        double after = sweeps.get(sweeps.size() - 1);
        return new Matching(permutations, before, after, List.of(after), sweeps, converged);
    }

    private double innerProduct() {
        double sum = 0;
        for (int e = 0; e < layout.entries().size(); e++) {
            double entry = 0;
            for (int i = layout.offset(e); isLearnable(e) && i < layout.offset(e + 1); i++) {
                entry += (double) reference[i] * values[i];
            }
            sum += entry;
        }
        return sum;
    }

    private void requireFinite(float[] network, String where) {
        for (int e = 0; e < layout.entries().size(); e++) {
            for (int i = layout.offset(e); isLearnable(e) && i < layout.offset(e + 1); i++) {
                if (!Float.isFinite(network[i])) {
                    throw new IllegalArgumentException(layout.entry(e).name() + ": value " + network[i] + " at "
                            + (i - layout.offset(e)) + " of " + where + " is not finite");
                }
            }
        }
    }

    private boolean isLearnable(int e) {
        return layout.entry(e).kind().isLearnable();
    }

    /** Whether the place is of a matrix or a kernel rather than of a vector. */
    boolean isMatrix(Place place) {
        Layout.Entry entry = entry(place);
        return entry.kind() == Layout.Kind.WEIGHT && entry.shape().size() > 1;
    }

    Layout.Entry entry(Place place) {
        return layout.entry(layout.indexOf(place.entry()));
    }
}
