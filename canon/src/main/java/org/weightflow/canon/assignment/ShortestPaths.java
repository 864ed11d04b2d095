package org.weightflow.canon.assignment;

/**
 * Assigns free rows along shortest augmenting paths: Dijkstra over the columns, distance of an edge c[i][j] - u[i] - v[j].
 * <p>A row that is reached offers at first only its {@link CheapestColumns}, and waits with the bound of the others as its key; its
 * costs are read when that key is the nearest thing left. Columns as far as the nearest free one seen are never looked at.
 */
final class ShortestPaths {
    private final PartialAssignment assignment;
    private final CheapestColumns cheapest;
    private final int n;
    private final double[] cost;
    private final int[] rowOf;
    private final double[] potential;
    private final int[] through;
    private final double[] offsets;
    private final int[] passed;
    private final double[] distances;
    private final IndexHeap columns;
    private final IndexHeap rows;
    private long rowsRead;
    private double nearestFree;
    private int end;

    ShortestPaths(PartialAssignment assignment) {
        this.assignment = assignment;
        this.cheapest = assignment.cheapest();
        this.n = assignment.size();
        this.cost = assignment.cost();
        this.rowOf = assignment.rowOf();
        this.potential = assignment.potential();
        this.through = new int[n];
        this.offsets = new double[n];
        this.passed = new int[n];
        this.distances = new double[n];
        this.columns = new IndexHeap(n);
        this.rows = new IndexHeap(n);
    }

    /**
     * Assigns the free rows one after the other, until more than {@code allowance} rows of costs have been read.
     *
     * @return whether all rows are assigned
     */
    boolean augment(long allowance) {
        int[] free = assignment.freeRows();
        int next = 0;
        while (next < free.length && rowsRead <= allowance) {
            augmentFrom(free[next++]);
        }
        return next == free.length;
    }

    /**
     * Searches from a free row until the nearest open column is free. Then v[j] += distance[j] - distance[end] for the columns
     * passed, which keeps every reduced cost c[i][j] - u[i] - v[j] at or above zero, and the path is flipped.
     */
    private void augmentFrom(int start) {
        columns.clear();
        rows.clear();
        nearestFree = Double.POSITIVE_INFINITY;
        int count = 0;
        // u of the start; any constant will do, as it has no column yet
        reach(start, 0);
        while (nearestFree > Math.min(columns.least(), rows.least())) {
            double distance = columns.least();
            if (distance <= rows.least()) {
                int column = columns.pop();
                passed[count] = column;
                distances[count++] = distance;
                int row = rowOf[column];
                reach(row, assignment.reduced(row, column) - distance);
            } else {
                read(rows.pop());
            }
        }
        for (int k = 0; k < count; k++) {
            potential[passed[k]] += distances[k] - nearestFree;
        }
        flip(start);
    }

    /** @param offset u[i] less the distance at which row i was reached */
    private void reach(int i, double offset) {
        offsets[i] = offset;
        double[] known = columns.keys();
        int last = cheapest.end(i);
        for (int k = cheapest.start(i); k < last; k++) {
            int j = cheapest.column(k);
            double distance = cheapest.cost(k) - potential[j] - offset;
            if (distance < nearestFree && distance < known[j]) {
                relax(i, j, distance);
            }
        }
        double others = cheapest.bound(i) - offset;
        if (others < nearestFree) {
            rows.lower(i, others);
        }
    }

    private void read(int i) {
        rowsRead++;
        if (cheapest.isStale(i)) {
            cheapest.choose(i);
        }
        double offset = offsets[i];
        double[] known = columns.keys();
        double limit = nearestFree;
        int row = i * n;
        for (int j = 0; j < n; j++) {
            double distance = cost[row + j] - potential[j] - offset;
            if (distance < known[j] && distance < limit) {
                relax(i, j, distance);
                limit = nearestFree;
            }
        }
    }

    private void relax(int i, int j, double distance) {
        through[j] = i;
        if (rowOf[j] == PartialAssignment.FREE) {
            nearestFree = distance;
            end = j;
        } else {
            columns.lower(j, distance);
        }
    }

    private void flip(int start) {
        int[] columnOf = assignment.columnOf();
        int column = end;
        int row;
        do {
            row = through[column];
            int previous = columnOf[row];
            columnOf[row] = column;
            rowOf[column] = row;
            column = previous;
        } while (row != start);
    }
}
