package org.weightflow.canon.geometry;

import java.util.Arrays;
import org.weightflow.canon.pca.Gram;

/** Where each of M networks lies with respect to the N members of a zoo; made by {@link ZooGeometry#place}. */
public final class Placements {
    private final double[][] distances;
    private final double[][] weights;
    private final double[] residuals;

    /**
     * @param squares |x - m|^2 for each network
     * @param cross   row-major [M, N], {@code <x - m, w_i - m>}
     */
    Placements(Gram gram, double[][] distances, double[] squares, double[] cross) {
        int n = gram.count();
        this.distances = distances;
        this.weights = new double[squares.length][];
        this.residuals = new double[squares.length];
        for (int x = 0; x < squares.length; x++) {
            double[] products = Arrays.copyOfRange(cross, x * n, (x + 1) * n);
            weights[x] = new double[n];
            residuals[x] = project(gram, products, squares[x], weights[x]);
        }
    }

    /** Number of networks M. */
    public int count() {
        return distances.length;
    }

    /** The Euclidean distance of a network to a member. */
    public double distance(int network, int member) {
        return distances[network][member];
    }

    /** The member nearest to a network, the first of such. */
    public int nearest(int network) {
        int nearest = 0;
        for (int i = 1; i < distances[network].length; i++) {
            nearest = distances[network][i] < distances[network][nearest] ? i : nearest;
        }
        return nearest;
    }

    /** The distance of a network to the member nearest to it. */
    public double nearestDistance(int network) {
        return distances[network][nearest(network)];
    }

    /**
     * A copy of the barycentric weights a [N] of the point of the zoo's affine hull that is nearest to a network: sum a = 1, and
     * |x - sum a_i w_i| is least. Where members depend on each other, such as duplicates, the a of least norm, in which duplicates
     * have equal shares.
     */
    public double[] weights(int network) {
        return weights[network].clone();
    }

    /** The distance of a network to the zoo's affine hull; below 1e-7 of its distance to the zoo's mean it is rounding. */
    public double residual(int network) {
        return residuals[network];
    }

    /**
     * a = 1/N + sum over k of u_k {@code <u_k, c>} / mu_k for the products c: the u_k are orthogonal to the vector of ones, since
     * centred rows sum to zero, which leaves sum a at 1.
     *
     * @return the square root of |x - m|^2 - sum over k of {@code <u_k, c>}^2 / mu_k
     */
    private static double project(Gram gram, double[] products, double square, double[] weights) {
        Arrays.fill(weights, 1.0 / gram.count());
        double outside = square;
        for (int k = 0; k < gram.rank(); k++) {
            double[] u = gram.eigenvector(k);
            double along = 0;
            for (int i = 0; i < u.length; i++) {
                along += u[i] * products[i];
            }
            outside -= along * along / gram.eigenvalue(k);
            for (int i = 0; i < u.length; i++) {
                weights[i] += u[i] * along / gram.eigenvalue(k);
            }
        }
        return Math.sqrt(Math.max(outside, 0));
    }
}
