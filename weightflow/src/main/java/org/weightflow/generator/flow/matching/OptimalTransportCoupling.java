package org.weightflow.generator.flow.matching;

import org.weightflow.canon.assignment.LinearAssignment;

/**
 * Optimal transport within the batch: the permutation p of least sum over i of |x0_p(i) - x1_i|^2.
 * <p>Paths cross less, so that the field is straighter and its targets vary less. Both laws stay as they are, since a permutation
 * moves no point; how near the pairs are to the transport of the whole laws grows with the batch.
 * <p>Of a flow with conditions the law of x0 given a condition must stay that of x0, which re-pairing across conditions would bend.
 * So a source counts as drawn for the condition c of its own row, and a pair of different conditions costs
 * {@code WEIGHT max_ij |x0_i - x1_j|^2 |c_i - c_j|^2} more: with discrete conditions pairs form within each, with continuous ones
 * among near ones.
 * <p>Cost O(rows^2 dimensions), and that of {@link LinearAssignment}.
 *
 * @see <a href="https://arxiv.org/abs/2302.00482">Tong et al. (2024), optimal transport conditional flow matching</a>
 * @see <a href="https://arxiv.org/abs/2503.10636">Cheng and Schwing (2025), conditional optimal transport</a>
 */
final class OptimalTransportCoupling implements Coupling {
    /** Standardised conditions that differ by 0.1 cost as much as the longest way. */
    private static final double WEIGHT = 100;

    @Override
    public int[] partners(float[] sources, float[] data, float[] conditions, int rows) {
        double[] cost = squaredDistances(data, sources, rows);
        if (conditions.length > 0) {
            double longest = 0;
            for (double value : cost) {
                longest = Math.max(longest, value);
            }
            double[] apart = squaredDistances(conditions, conditions, rows);
            for (int i = 0; i < cost.length; i++) {
                cost[i] += WEIGHT * longest * apart[i];
            }
        }
        return LinearAssignment.minimise(cost, rows);
    }

    /** {@code |a_i - b_j|^2}, row-major {@code [rows, rows]}. */
    private static double[] squaredDistances(float[] a, float[] b, int rows) {
        int dimensions = a.length / rows;
        double[] squares = new double[rows * rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                float sum = 0;
                for (int d = 0; d < dimensions; d++) {
                    float difference = a[i * dimensions + d] - b[j * dimensions + d];
                    sum += difference * difference;
                }
                squares[i * rows + j] = sum;
            }
        }
        return squares;
    }
}
