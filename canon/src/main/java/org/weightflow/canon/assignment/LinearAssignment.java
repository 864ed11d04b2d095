package org.weightflow.canon.assignment;

import java.util.Arrays;
import org.weightflow.networks.Check;

/**
 * The perfect assignment of n rows to n columns of least total cost, by shortest augmenting paths on the dual problem.
 * <p>Keeps potentials v of the columns, and lowers them while it assigns rows to the columns of least reduced cost c[i][j] - v[j]:
 * column reduction, reduction transfer and two rounds of augmenting row reduction settle most rows; each row still free then takes
 * a shortest path (Dijkstra over reduced costs) to a free column, along which the assignment is flipped.
 * <p>Deterministic; of equally good columns a row prefers a free one, then the one met first. The result is optimal for costs that
 * differ from the given ones by the rounding of n additions of the largest of them: costs far below that rounding are not told
 * apart.
 * <p>Cost O(n^3) in the worst case, close to O(n^2) on matrices without structure; memory O(n) when minimising, one copy of the
 * costs when maximising.
 *
 * @see <a href="https://doi.org/10.1007/BF02278710">Jonker and Volgenant (1987)</a>
 */
public final class LinearAssignment {
    private static final int REDUCTION_ROUNDS = 2;
    /** How long a round of row reduction pays, measured on uniform and on low-rank costs. */
    private static final int EVICTIONS_PER_ROW = 32;
    /** Rescaled costs are at most {@code Double.MAX_VALUE} times this and 1/n, so that no sum of n of them overflows. */
    private static final double HEADROOM = 0x1p-8;

    private static final int FREE = -1;

    private final int n;
    private final double[] cost;
    private final int[] columnOf;
    private final int[] rowOf;
    private final double[] potential;
    private final int[] freeRows;
    private int freeCount;

    private LinearAssignment(double[] cost, int n) {
        this.n = n;
        this.cost = cost;
        this.columnOf = new int[n];
        this.rowOf = new int[n];
        this.potential = new double[n];
        this.freeRows = new int[n];
        Arrays.fill(columnOf, FREE);
        Arrays.fill(rowOf, FREE);
    }

    /**
     * The assignment of least total cost.
     *
     * @param cost row-major {@code [n, n]}; read only
     * @return the column of each row
     * @throws IllegalArgumentException if {@code cost} has not n * n values, or one is NaN or infinite, naming its row and column
     */
    public static int[] minimise(double[] cost, int n) {
        return solve(cost, n).columnOf;
    }

    /** The same for a square matrix given by rows. */
    public static int[] minimise(double[][] cost) {
        return minimise(flatten(cost), cost.length);
    }

    /** The assignment of greatest total value; otherwise as {@link #minimise(double[], int)}. */
    public static int[] maximise(double[] value, int n) {
        requireSquareAndFinite(value, n);
        double[] cost = new double[value.length];
        for (int i = 0; i < cost.length; i++) {
            cost[i] = -value[i];
        }
        return minimise(cost, n);
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

    /** Solves and keeps the potentials, which certify the optimum: c[i][j] - u[i] - v[j] >= 0, and 0 where i has j. */
    static LinearAssignment solve(double[] cost, int n) {
        requireSquareAndFinite(cost, n);
        LinearAssignment problem = new LinearAssignment(withinRange(cost, n), n);
        if (n == 1) {
            problem.assign(0, 0);
        } else if (n > 1) {
            problem.reduceColumns();
            for (int round = 0; round < REDUCTION_ROUNDS && problem.freeCount > 0; round++) {
                problem.reduceRows();
            }
            problem.augment();
        }
        return problem;
    }

    int[] columnOf() {
        return columnOf;
    }

    /** The potential v of each column. */
    double[] columnPotentials() {
        return potential;
    }

    private static void requireSquareAndFinite(double[] matrix, int n) {
        Check.atLeast("rows", n, 0);
        if (matrix.length != (long) n * n) {
            throw new IllegalArgumentException(matrix.length + " costs do not fill " + n + " rows of " + n);
        }
        for (int k = 0; k < matrix.length; k++) {
            if (!Double.isFinite(matrix[k])) {
                throw new IllegalArgumentException(
                        "cost " + matrix[k] + " at row " + k / n + ", column " + k % n + " is not finite");
            }
        }
    }

    /** The costs themselves, or scaled down by a power of two where sums of them would overflow. */
    private static double[] withinRange(double[] cost, int n) {
        double largest = 0;
        for (double c : cost) {
            largest = Math.max(largest, Math.abs(c));
        }
        double limit = Double.MAX_VALUE / Math.max(n, 1) * HEADROOM;
        if (largest <= limit) {
            return cost;
        }
        int shift = Math.getExponent(limit) - Math.getExponent(largest) - 1;
        double[] scaled = new double[cost.length];
        for (int k = 0; k < cost.length; k++) {
            scaled[k] = Math.scalb(cost[k], shift);
        }
        return scaled;
    }

    /**
     * v[j] = min over i of c[i][j]; a row that has minima takes the last of their columns. Then a row with that one minimum
     * lowers v there to where its second-best column would do as well, and the rows without one are listed as free.
     */
    private void reduceColumns() {
        int[] cheapest = new int[n];
        System.arraycopy(cost, 0, potential, 0, n);
        for (int i = 1; i < n; i++) {
            int row = i * n;
            for (int j = 0; j < n; j++) {
                if (cost[row + j] < potential[j]) {
                    potential[j] = cost[row + j];
                    cheapest[j] = i;
                }
            }
        }
        int[] minima = new int[n];
        for (int j = n - 1; j >= 0; j--) {
            if (minima[cheapest[j]]++ == 0) {
                assign(cheapest[j], j);
            }
        }
        for (int i = 0; i < n; i++) {
            if (minima[i] == 0) {
                freeRows[freeCount++] = i;
            } else if (minima[i] == 1) {
                transferReduction(i);
            }
        }
    }

    private void transferReduction(int i) {
        int own = columnOf[i];
        double second = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            if (j != own) {
                second = Math.min(second, cost[i * n + j] - potential[j]);
            }
        }
        potential[own] -= Math.max(second - (cost[i * n + own] - potential[own]), 0);
    }

    /**
     * Each free row takes its best column and lowers v there by its lead over the second best; a row that loses its column goes on
     * at once. A tie leaves v as it is: the row then takes the second-best column and the loser waits. With real costs the leads
     * can become tiny and the evictions endless; past an allowance losers wait as well, for the augmentation at the latest.
     */
    private void reduceRows() {
        int waiting = freeCount;
        int next = 0;
        int allowed = EVICTIONS_PER_ROW * waiting;
        int evictions = 0;
        freeCount = 0;
        while (next < waiting) {
            int i = freeRows[next++];
            int row = i * n;
            int best = 0;
            int other = 1;
            double least = cost[row] - potential[0];
            double second = cost[row + 1] - potential[1];
            if (second < least) {
                best = 1;
                other = 0;
                double swap = least;
                least = second;
                second = swap;
            }
            for (int j = 2; j < n; j++) {
                double reduced = cost[row + j] - potential[j];
                if (reduced < second) {
                    if (reduced < least) {
                        second = least;
                        other = best;
                        least = reduced;
                        best = j;
                    } else {
                        second = reduced;
                        other = j;
                    }
                }
            }
            double lowered = potential[best] - (second - least);
            boolean lowers = lowered < potential[best];
            if (lowers) {
                potential[best] = lowered;
            } else if (rowOf[best] != FREE) {
                best = other;
            }
            int loser = rowOf[best];
            assign(i, best);
            if (loser != FREE) {
                columnOf[loser] = FREE;
                if (lowers && evictions++ < allowed) {
                    freeRows[--next] = loser;
                } else {
                    freeRows[freeCount++] = loser;
                }
            }
        }
    }

    /** One shortest augmenting path for each free row. */
    private void augment() {
        double[] distance = new double[n];
        int[] through = new int[n];
        int[] open = new int[n];
        for (int f = 0; f < freeCount; f++) {
            int end = shortestPath(freeRows[f], distance, through, open);
            int i;
            do {
                i = through[end];
                rowOf[end] = i;
                int previous = columnOf[i];
                columnOf[i] = end;
                end = previous;
            } while (i != freeRows[f]);
        }
    }

    /**
     * Dijkstra over the columns from a free row, distance of an edge c[i][j] - u[i] - v[j], until the nearest open column is free.
     * Then v[j] += distance[j] - distance[end] for the columns passed, which keeps every reduced cost at or above zero.
     *
     * @param through the row before each column on its shortest path
     * @return the free column at the end
     */
    private int shortestPath(int start, double[] distance, int[] through, int[] open) {
        for (int j = 0; j < n; j++) {
            open[j] = j;
            through[j] = start;
            distance[j] = Double.POSITIVE_INFINITY;
        }
        int openCount = n;
        int i = start;
        // u[i] less the distance at which row i was reached; any constant will do for the start, which has no column
        // yet
        double offset = 0;
        while (true) {
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            int row = i * n;
            for (int k = 0; k < openCount; k++) {
                int j = open[k];
                double reached = cost[row + j] - potential[j] - offset;
                double now = distance[j];
                if (reached < now) {
                    now = reached;
                    distance[j] = reached;
                    through[j] = i;
                }
                if (now < least || (now == least && rowOf[j] == FREE)) {
                    least = now;
                    nearest = k;
                }
            }
            int column = open[nearest];
            if (rowOf[column] == FREE) {
                settle(distance, open, openCount, least);
                return column;
            }
            open[nearest] = open[--openCount];
            open[openCount] = column;
            i = rowOf[column];
            offset = cost[i * n + column] - potential[column] - least;
        }
    }

    /** v[j] += distance[j] - least over the columns behind the open ones, which the path search has passed. */
    private void settle(double[] distance, int[] open, int openCount, double least) {
        for (int k = openCount; k < n; k++) {
            potential[open[k]] += distance[open[k]] - least;
        }
    }

    private void assign(int row, int column) {
        columnOf[row] = column;
        rowOf[column] = row;
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
