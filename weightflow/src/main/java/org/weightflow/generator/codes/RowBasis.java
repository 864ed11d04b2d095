package org.weightflow.generator.codes;

import org.weightflow.canon.linear.RowCombinations;
import org.weightflow.canon.linear.Rows;

/**
 * An affine basis as combinations of rows: the mean m = sum over i of o_i r_i and unit directions c_j = sum over i of d_ji r_i.
 * <p>For a stored basis the rows are the mean and the directions themselves; for an implied one they are the training members w_i,
 * with o_i = 1 / N and d_ji = z_ij / ((N - 1) s_j) for the members' standardised codes z and deviations s.
 */
final class RowBasis {
    private final Rows rows;
    private final double[] origin;
    private final double[][] directions;

    /**
     * @param rows       float32 values
     * @param origin     o, {@code [rows]}
     * @param directions d, {@code [k][rows]}
     */
    RowBasis(Rows rows, double[] origin, double[][] directions) {
        this.rows = rows;
        this.origin = origin;
        this.directions = directions;
    }

    /** What is combined. */
    Rows rows() {
        return rows;
    }

    /** o, {@code [rows]}; not a copy. */
    double[] origin() {
        return origin;
    }

    /** d, {@code [k][rows]}; not a copy. */
    double[][] directions() {
        return directions;
    }

    static RowBasis stored(Rows meanAndDirections) {
        int k = meanAndDirections.count() - 1;
        double[] origin = new double[k + 1];
        origin[0] = 1;
        double[][] directions = new double[k][k + 1];
        for (int j = 0; j < k; j++) {
            directions[j][j + 1] = 1;
        }
        return new RowBasis(meanAndDirections, origin, directions);
    }

    /** @param codes standardised ones of the members, {@code [N][k]} */
    static RowBasis implied(Rows members, double[][] codes, double[] deviations) {
        int n = members.count();
        double[] origin = new double[n];
        double[][] directions = new double[deviations.length][n];
        for (int i = 0; i < n; i++) {
            origin[i] = 1.0 / n;
            for (int j = 0; j < deviations.length; j++) {
                directions[j][i] = codes[i][j] / ((n - 1) * deviations[j]);
            }
        }
        return new RowBasis(members, origin, directions);
    }

    /** The weights of the rows in m + sum over j of raw_j c_j. */
    double[] weights(double[] raw) {
        double[] weights = origin.clone();
        for (int j = 0; j < raw.length; j++) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] += raw[j] * directions[j][i];
            }
        }
        return weights;
    }

    /**
     * {@code <c_j, x - m>} for each direction, and behind them |x - m|^2; one pass over the rows.
     *
     * @param x a network's values, {@code [columns]}
     */
    double[] project(float[] x) {
        int k = directions.length;
        double[] sums = new double[k + 1];
        // The mean comes first, so that what is left of x is known when the directions come.
        double[][] order = new double[k + 1][];
        order[0] = origin;
        System.arraycopy(directions, 0, order, 1, k);
        double[][] left = new double[1][];
        RowCombinations.stream(rows, order, (which, from, values, count) -> {
            if (which == 0) {
                left[0] = new double[count];
                for (int d = 0; d < count; d++) {
                    left[0][d] = x[from + d] - values[d];
                    sums[k] += left[0][d] * left[0][d];
                }
            } else {
                for (int d = 0; d < count; d++) {
                    sums[which - 1] += values[d] * left[0][d];
                }
            }
        });
        return sums;
    }
}
