package org.weightflow.canon.published;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.weightflow.canon.assignment.LinearAssignment;
import org.weightflow.networks.Symmetry;
import org.weightflow.networks.Symmetry.Group;
import org.weightflow.networks.Symmetry.Place;

/**
 * The heads of one attention layer as TransFusion sees them: the places of the units inside each head on matrices, which are the
 * rows of q, k and v (axis 0) and the columns of the output projection (axis 1).
 */
final class Heads {
    private final Group outer;
    private final List<List<Group>> families;

    private Heads(Group outer, List<List<Group>> families) {
        this.outer = outer;
        this.families = families;
        List<Integer> units =
                families.stream().map(family -> family.get(0).units()).toList();
        if (units.stream().distinct().count() > 1) {
            throw new IllegalArgumentException(outer.name() + ": its families hold " + units
                    + " units a head, but TransFusion permutes all of a head alike");
        }
    }

    /** @throws IllegalArgumentException if the families of an outer group differ in their units, or there is no outer group */
    static List<Heads> of(Symmetry symmetry) {
        List<Heads> all = symmetry.groups().stream()
                .filter(group -> !symmetry.families(group.name()).isEmpty())
                .map(group -> new Heads(
                        group, List.copyOf(symmetry.families(group.name()).values())))
                .toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no group of the symmetry has groups inside its units; TransFusion"
                    + " matches transformers, and there are no heads here");
        }
        return all;
    }

    Group outer() {
        return outer;
    }

    /** Whether a group lies on another axis of an entry that the heads lie on: the stream that they read and write. */
    boolean read(Group group) {
        return group.places().stream().anyMatch(place -> outer.places().stream()
                .anyMatch(own -> own.entry().equals(place.entry()) && own.axis() != place.axis()));
    }

    /**
     * Assigns heads by the least sum over the matrices of {@code |sigma(A_i) - sigma(B_j)|_2}, sigma being the singular values of
     * what a head has of a matrix, and moves them. No permutation of the other axes or inside the heads matters to it.
     *
     * @return whether that costs less than where they are, by more than rounding
     */
    boolean assignBySpectra(MovingNetwork network, Predicate<Place> matrices) {
        int n = outer.units();
        double[][][] a = new double[n][][];
        double[][][] b = new double[n][][];
        for (int head = 0; head < n; head++) {
            List<Place> places = places(head).stream().filter(matrices).toList();
            a[head] = places.stream()
                    .map(place -> singularValues(network.ofReference(place), place))
                    .toArray(double[][]::new);
            b[head] = places.stream()
                    .map(place -> singularValues(network.ofMoving(place), place))
                    .toArray(double[][]::new);
        }
        double[] cost = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cost[i * n + j] = distance(a[i], b[j]);
            }
        }
        int[] order = LinearAssignment.minimise(cost, n);
        double stay = 0;
        for (int i = 0; i < n; i++) {
            stay += cost[i * n + i];
        }
        network.permute(outer, order);
        return LinearAssignment.total(cost, order) < stay - MovingNetwork.LEAST_GAIN;
    }

    /**
     * Assigns the units inside each head by the greatest sum of their inner products over the matrices, all families of a head alike.
     *
     * @return whether a head gained by more than rounding
     */
    boolean assignInside(MovingNetwork network, Predicate<Place> matrices) {
        boolean progress = false;
        for (int head = 0; head < outer.units(); head++) {
            int unit = head;
            double[] worth =
                    network.worth(places(head).stream().filter(matrices).toList());
            int m = families.get(0).get(head).units();
            int[] order = LinearAssignment.maximise(worth, m);
            double stay = 0;
            for (int u = 0; u < m; u++) {
                stay += worth[u * m + u];
            }
            families.forEach(family -> network.permute(family.get(unit), order));
            progress |= LinearAssignment.total(worth, order) > stay + MovingNetwork.LEAST_GAIN;
        }
        return progress;
    }

    /** All that lies inside a head. */
    private List<Place> places(int head) {
        List<Place> places = new ArrayList<>();
        families.forEach(family -> places.addAll(family.get(head).places()));
        return places;
    }

    private static double[] singularValues(double[] rows, Place place) {
        int n = place.starts().size();
        return SingularOps_DDRM.singularValues(new DMatrixRMaj(n, rows.length / n, true, rows));
    }

    private static double distance(double[][] a, double[][] b) {
        double sum = 0;
        for (int p = 0; p < a.length; p++) {
            double squares = 0;
            for (int k = 0; k < a[p].length; k++) {
                squares += (a[p][k] - b[p][k]) * (a[p][k] - b[p][k]);
            }
            sum += Math.sqrt(squares);
        }
        return sum;
    }
}
