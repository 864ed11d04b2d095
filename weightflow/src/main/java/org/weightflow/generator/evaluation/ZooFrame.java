package org.weightflow.generator.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.weightflow.canon.geometry.Placements;
import org.weightflow.canon.geometry.ZooGeometry;
import org.weightflow.canon.linear.ColumnMean;
import org.weightflow.canon.linear.Rows;
import org.weightflow.canon.pca.Gram;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.statistics.Quantile;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

/**
 * Measures where networks lie relative to a zoo of N members w_i with mean m, both being learnable values alone: state follows from
 * these and the data, and its units are others. Distances, barycentric weights a and residuals are
 * those of {@link ZooGeometry}; with the Gram matrix G = U diag(mu) U^T of the members about their mean, axis k being
 * p_k = sum_i U_ik (w_i - m) / sqrt(mu_k):
 * <ul>
 * <li>coordinate of y on axis k: p_k . (y - m) = sqrt(mu_k) (U^T a)_k, so that no axis is ever formed
 * <li>code on axis k: the coordinate in units of the zoo's standard deviation sqrt(mu_k / N), that is sqrt(N) (U^T a)_k. Its mean
 * square over the zoo's own members is 1 on every axis
 * </ul>
 * A zoo member i is measured against the others: the nearest of these and, with P the pseudo-inverse of G, the distance
 * 1 / sqrt(P_ii) to their affine hull and the weights a_j = -P_ij / P_ii of the point there. These are NaN where the members are
 * affinely dependent.
 */
final class ZooFrame {
    private final LayoutPart learnable;
    private final int count;
    /** Null, as the geometry, for one member, which spans nothing. */
    private final Gram gram;

    private final double[] mean;

    private final ZooGeometry geometry;
    /** U^T; the member farthest out on an axis is on its positive side. */
    private final double[][] axes;

    private final double[] nearest;
    private final double medianNearest;
    private final Sketch sketch;
    private final double[][] sketches;

    /** Members that were not held out. */
    private final int[] training;

    /** With no member held out. */
    ZooFrame(LoadedZoo zoo, Seed seed) {
        this(zoo, Set.of(), seed);
    }

    ZooFrame(LoadedZoo zoo, Set<Integer> heldOut, Seed seed) {
        this.learnable = LayoutPart.learnable(zoo.layout());
        this.count = zoo.count();
        this.training =
                IntStream.range(0, count).filter(i -> !heldOut.contains(i)).toArray();
        Rows rows = zoo.learnable();
        this.geometry = count < 2 ? null : zoo.geometry();
        this.gram = count < 2 ? null : geometry.gram();
        this.mean = ColumnMean.of(rows);
        this.axes = new double[count < 2 ? 0 : gram.rank()][];
        for (int k = 0; k < axes.length; k++) {
            axes[k] = oriented(gram.eigenvector(k));
        }
        this.nearest = count < 2 ? new double[] {Double.NaN} : geometry.nearestDistances();
        this.medianNearest = Quantile.median(nearest);
        this.sketch = new Sketch(rows.length(), seed);
        this.sketches = new double[count][sketch.width()];
        for (int i = 0; i < count && gram != null; i++) {
            sketch.apply(learnable.of(zoo.vector(i)), mean, sketches[i], 0);
        }
    }

    /** The learnable values; views, not copies. */
    private Rows rows(Stream<float[]> flat) {
        return Rows.ofStateDicts(flat.map(each -> learnable.of(StateDict.of(learnable.whole(), each)))
                .toList());
    }

    /** Median over the members of the distance to the nearest other member; NaN for one member. */
    double medianNearest() {
        return medianNearest;
    }

    /** For each held-out member, in order, the distance to the nearest training member. */
    double[] heldOutDistances() {
        return IntStream.range(0, count)
                .filter(i -> Arrays.binarySearch(training, i) < 0)
                .mapToDouble(this::toTraining)
                .toArray();
    }

    /** Indices of the members that were not held out. */
    List<Integer> training() {
        return Arrays.stream(training).boxed().toList();
    }

    private double toTraining(int member) {
        return geometry == null
                ? Double.NaN
                : Arrays.stream(training)
                        .filter(i -> i != member)
                        .mapToDouble(i -> geometry.distance(member, i))
                        .min()
                        .orElse(Double.NaN);
    }

    private double toTraining(Placements placements, int network) {
        return Arrays.stream(training)
                .mapToDouble(i -> placements.distance(network, i))
                .min()
                .orElse(Double.NaN);
    }

    /** mu_k / sum of all mu: the share of the variance on each axis, largest first. */
    List<Double> spectrum() {
        return IntStream.range(0, axes.length)
                .mapToObj(k -> gram.eigenvalue(k) / gram.trace())
                .toList();
    }

    /**
     * Where each network of a group lies.
     *
     * @param positions gets for each network coordinates among which Euclidean distances are those between networks: on the
     *                  principal axes, then the {@link Sketch} of what the hull does not hold
     */
    List<Place> places(float[][] networks, List<double[]> positions) {
        if (count < 2) {
            return IntStream.range(0, networks.length)
                    .mapToObj(g -> {
                        positions.add(new double[0]);
                        return new Place(Double.NaN, Double.NaN, 1, 1, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
                    })
                    .toList();
        }
        Placements placements = geometry.place(rows(Stream.of(networks)));
        return IntStream.range(0, networks.length)
                .mapToObj(g -> {
                    double[] weights = placements.weights(g);
                    double[] along = along(weights);
                    positions.add(position(networks[g], weights, along));
                    return place(
                            placements.nearestDistance(g),
                            toTraining(placements, g),
                            weights,
                            placements.residual(g),
                            along);
                })
                .toList();
    }

    /** Where a zoo member lies relative to the others. */
    Place member(int index) {
        double[] along = new double[axes.length];
        double[] p = new double[count];
        for (int k = 0; k < axes.length; k++) {
            along[k] = axes[k][index];
            for (int j = 0; j < count; j++) {
                p[j] += axes[k][index] * axes[k][j] / gram.eigenvalue(k);
            }
        }
        if (count < 2 || axes.length < count - 1) {
            return new Place(
                    nearest[index],
                    toTraining(index),
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    codeSquare(along),
                    coordinate(along, 0),
                    coordinate(along, 1));
        }
        double[] weights = new double[count - 1];
        for (int j = 0; j < count; j++) {
            if (j != index) {
                weights[j < index ? j : j - 1] = -p[j] / p[index];
            }
        }
        return place(nearest[index], toTraining(index), weights, 1 / Math.sqrt(p[index]), along);
    }

    private Place place(double distance, double training, double[] weights, double residual, double[] along) {
        double largest = Double.NEGATIVE_INFINITY;
        double squares = 0;
        for (double weight : weights) {
            largest = Math.max(largest, weight);
            squares += weight * weight;
        }
        return new Place(
                distance,
                training,
                largest,
                1 / squares,
                residual,
                codeSquare(along),
                coordinate(along, 0),
                coordinate(along, 1));
    }

    /** U^T a. */
    private double[] along(double[] weights) {
        double[] along = new double[axes.length];
        for (int k = 0; k < axes.length; k++) {
            for (int i = 0; i < count; i++) {
                along[k] += axes[k][i] * weights[i];
            }
        }
        return along;
    }

    /** The coordinates, then S (y - m) - sum_i a_i S (w_i - m), what the nearest point of the hull leaves. */
    private double[] position(float[] y, double[] weights, double[] along) {
        double[] position = new double[axes.length + sketch.width()];
        sketch.apply(learnable.of(y), mean, position, axes.length);
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < sketch.width(); d++) {
                position[axes.length + d] -= weights[i] * sketches[i][d];
            }
        }
        for (int k = 0; k < axes.length; k++) {
            position[k] = coordinate(along, k);
        }
        return position;
    }

    private double codeSquare(double[] along) {
        double sum = 0;
        for (double each : along) {
            sum += count * each * each;
        }
        return sum / along.length;
    }

    private double coordinate(double[] along, int axis) {
        return axis < along.length ? Math.sqrt(gram.eigenvalue(axis)) * along[axis] : Double.NaN;
    }

    private static double[] oriented(double[] eigenvector) {
        double farthest = 0;
        for (double each : eigenvector) {
            farthest = Math.abs(each) > Math.abs(farthest) ? each : farthest;
        }
        double[] axis = eigenvector.clone();
        for (int i = 0; i < axis.length && farthest < 0; i++) {
            axis[i] = -axis[i];
        }
        return axis;
    }
}
