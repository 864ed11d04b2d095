package org.weightflow.canon.assignment;

import java.util.Arrays;

/**
 * An assignment under way: who has whom, and the potentials v of the columns under which every assigned row has a column of its
 * least reduced cost c[i][j] - v[j]. That makes it optimal once all rows are assigned.
 */
final class PartialAssignment {
    static final int FREE = -1;

    private final int n;
    private final double[] cost;
    private final int[] columnOf;
    private final int[] rowOf;
    private final double[] potential;
    private final CheapestColumns cheapest;

    /** All free, potentials zero; {@code cost} is row-major {@code [n, n]}, n at least 2. */
    PartialAssignment(double[] cost, int n) {
        this.n = n;
        this.cost = cost;
        this.columnOf = new int[n];
        this.rowOf = new int[n];
        this.potential = new double[n];
        this.cheapest = new CheapestColumns(cost, potential);
        free();
    }

    int size() {
        return n;
    }

    double[] cost() {
        return cost;
    }

    /** The column of each row, or {@link #FREE}. */
    int[] columnOf() {
        return columnOf;
    }

    /** The row of each column, or {@link #FREE}. */
    int[] rowOf() {
        return rowOf;
    }

    /** v of each column; once {@link #cheapest()} has been asked, only to be lowered. */
    double[] potential() {
        return potential;
    }

    CheapestColumns cheapest() {
        return cheapest;
    }

    double reduced(int row, int column) {
        return cost[row * n + column] - potential[column];
    }

    /** Gives the row the column, which the row that had it loses. */
    void assign(int row, int column) {
        int loser = rowOf[column];
        if (loser != FREE) {
            columnOf[loser] = FREE;
        }
        columnOf[row] = column;
        rowOf[column] = row;
    }

    /** Takes all rows their columns. */
    void free() {
        Arrays.fill(columnOf, FREE);
        Arrays.fill(rowOf, FREE);
    }

    int[] freeRows() {
        int count = 0;
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            if (columnOf[i] == FREE) {
                rows[count++] = i;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
