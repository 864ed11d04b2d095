package org.weightflow.canon.assignment;

import java.util.Arrays;
import org.weightflow.networks.Check;

/**
 * The perfect assignment of n rows to n columns of least total cost, by shortest augmenting paths on the dual problem.
 * <p>Keeps potentials v of the columns, and lowers them while it assigns rows to the columns of least reduced cost c[i][j] - v[j]:
 * column reduction, reduction transfer and two rounds of augmenting row reduction settle most rows; each row still free then takes
 * a shortest path (Dijkstra over reduced costs) to a free column, along which the assignment is flipped. As v only falls, the
 * cheapest columns of each row are kept, and most rows are read a few times only. Where the paths become so long that they are read
 * over and over, an auction with falling increments finds better potentials first.
 * <p>Deterministic. The result is optimal for costs that differ from the given ones by the rounding of n additions of the largest
 * of them: costs far below that rounding are not told apart.
 * <p>Cost O(n^3) in the worst case, close to O(n^2) on most matrices; memory O(n) when minimising, one copy of the costs when
 * maximising.
 *
 * @see <a href="https://doi.org/10.1007/BF02278710">Jonker and Volgenant (1987)</a>
 */
public final class LinearAssignment {
    /** Rows that the paths may read, for each row there is, before an auction is tried. */
    private static final long READS_PER_ROW = 4;
    /** Rescaled costs are at most {@code Double.MAX_VALUE} times this and 1/n, so that no sum of n of them overflows. */
    private static final double HEADROOM = 0x1p-8;

    private LinearAssignment() {}

    /**
     * The assignment of least total cost.
     *
     * @param cost row-major {@code [n, n]}; read only
     * @return the column of each row
     * @throws IllegalArgumentException if {@code cost} has not n * n values, or one is NaN or infinite, naming its row and column
     */
    public static int[] minimise(double[] cost, int n) {
        return solve(cost, n, 1, null).columnOf();
    }

    /** The same for a square matrix given by rows. */
    public static int[] minimise(double[][] cost) {
        return minimise(flatten(cost), cost.length);
    }

    /** The assignment of greatest total value; otherwise as {@link #minimise(double[], int)}. */
    public static int[] maximise(double[] value, int n) {
        return new RepeatedAssignment(n).maximise(value);
    }

    /** The same for a square matrix given by rows. */
    public static int[] maximise(double[][] value) {
        return maximise(flatten(value), value.length);
    }

    /** The sum of {@code matrix[i][columns[i]]} over the rows i. */
    public static double total(double[] matrix, int[] columns) {
        double sum = 0;
        for (int i = 0; i < columns.length; i++) {
            sum += matrix[i * columns.length + columns[i]];
        }
        return sum;
    }

    /**
     * Solves and keeps the potentials, which certify the optimum: c[i][j] - u[i] - v[j] >= 0, and 0 where i has j.
     *
     * @param sign  what the costs were multiplied by, for messages
     * @param start potentials of the columns to begin with, such as those of costs much like these; null for those of column
     *              reduction
     */
    static PartialAssignment solve(double[] cost, int n, int sign, double[] start) {
        PartialAssignment assignment = new PartialAssignment(withinRange(cost, n, sign), n);
        if (n < 2) {
            Arrays.setAll(assignment.columnOf(), i -> i);
            return assignment;
        }
        Reduction reduction = new Reduction(assignment);
        if (start == null || assignment.cost() != cost) {
            reduction.reduceColumns();
        } else {
            System.arraycopy(start, 0, assignment.potential(), 0, n);
        }
        reduction.reduceRows();
        if (!new ShortestPaths(assignment).augment(READS_PER_ROW * n)) {
            new Auction(assignment).run();
            reduction.reduceRows();
            new ShortestPaths(assignment).augment(Long.MAX_VALUE);
        }
        return assignment;
    }

    /**
     * The costs themselves, or scaled down by a power of two where sums of them would overflow.
     *
     * @throws IllegalArgumentException if they are not n * n, or one is not finite
     */
    private static double[] withinRange(double[] cost, int n, int sign) {
        Check.atLeast("rows", n, 0);
        if (cost.length != (long) n * n) {
            throw new IllegalArgumentException(cost.length + " costs do not fill " + n + " rows of " + n);
        }
        double limit = Double.MAX_VALUE / Math.max(n, 1) * HEADROOM;
        double largest = 0;
        for (int k = 0; k < cost.length; k++) {
            double size = Math.abs(cost[k]);
            // also where it is NaN
            if (!(size <= limit)) {
                requireFinite(sign * cost[k], k / n, k % n);
                largest = Math.max(largest, size);
            }
        }
        return largest == 0 ? cost : scaled(cost, Math.getExponent(limit) - Math.getExponent(largest) - 1);
    }

    private static void requireFinite(double cost, int row, int column) {
        if (!Double.isFinite(cost)) {
            throw new IllegalArgumentException(
                    "cost " + cost + " at row " + row + ", column " + column + " is not finite");
        }
    }

    private static double[] scaled(double[] cost, int exponent) {
        double[] scaled = new double[cost.length];
        for (int k = 0; k < cost.length; k++) {
            scaled[k] = Math.scalb(cost[k], exponent);
        }
        return scaled;
    }

    private static double[] flatten(double[][] rows) {
        int n = rows.length;
        double[] flat = new double[n * n];
        for (int i = 0; i < n; i++) {
            if (rows[i].length != n) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + rows[i].length + " costs but there are " + n + " rows");
            }
            System.arraycopy(rows[i], 0, flat, i * n, n);
        }
        return flat;
    }
}
