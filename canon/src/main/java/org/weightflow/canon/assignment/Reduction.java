package org.weightflow.canon.assignment;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The start of a shortest augmenting path method, which settles most rows of most matrices: column reduction, reduction transfer and
 * augmenting row reduction.
 *
 * @see <a href="https://doi.org/10.1007/BF02278710">Jonker and Volgenant (1987)</a>
 */
final class Reduction {
    private static final int ROUNDS = 2;
    /** How long a round of row reduction pays, measured on uniform and on low-rank costs. */
    private static final int EVICTIONS_PER_ROW = 32;

    private final PartialAssignment assignment;
    private final int n;
    private final double[] potential;

    Reduction(PartialAssignment assignment) {
        this.assignment = assignment;
        this.n = assignment.size();
        this.potential = assignment.potential();
    }

    /**
     * v[j] = min over i of c[i][j]; a row that has minima takes the last of their columns, or where ties leave it without one,
     * the first free column of reduced cost zero. Then a row with one minimum lowers v there to where its second-best column would
     * do as well.
     */
    void reduceColumns() {
        int[] cheapestRow = cheapestRows();
        int[] minima = new int[n];
        for (int j = n - 1; j >= 0; j--) {
            if (minima[cheapestRow[j]]++ == 0) {
                assignment.assign(cheapestRow[j], j);
            }
        }
        takeMinima();
        for (int i = 0; i < n; i++) {
            if (minima[i] == 1) {
                transferReduction(i);
            }
        }
    }

    private int[] cheapestRows() {
        double[] cost = assignment.cost();
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
        return cheapest;
    }

    private void takeMinima() {
        int[] columns = IntStream.range(0, n).filter(j -> !isTaken(j)).toArray();
        int left = columns.length;
        for (int i : assignment.freeRows()) {
            int k = 0;
            while (k < left && assignment.reduced(i, columns[k]) > 0) {
                k++;
            }
            if (k < left) {
                assignment.assign(i, columns[k]);
                System.arraycopy(columns, k + 1, columns, k, --left - k);
            }
        }
    }

    private void transferReduction(int i) {
        int own = assignment.columnOf()[i];
        CheapestColumns cheapest = assignment.cheapest();
        cheapest.findTwo(i);
        double elsewhere = cheapest.best() == own ? cheapest.second() : cheapest.least();
        potential[own] -= Math.max(elsewhere - assignment.reduced(i, own), 0);
    }

    /**
     * Each free row takes its best column and lowers v there by its lead over the second best; a row that loses its column goes on
     * at once. A tie leaves v as it is: the row then takes another of its best columns, a free one if there is one, and the loser
     * waits. With real costs the leads can become tiny and the evictions endless; past an allowance losers wait as well, for the
     * augmentation at the latest.
     */
    void reduceRows() {
        int[] free = assignment.freeRows();
        for (int round = 0; round < ROUNDS && free.length > 0; round++) {
            free = reduceRows(free);
        }
    }

    private int[] reduceRows(int[] free) {
        int[] waiting = new int[free.length];
        int waitingCount = 0;
        int next = 0;
        int allowed = EVICTIONS_PER_ROW * free.length;
        int evictions = 0;
        while (next < free.length) {
            int i = free[next++];
            CheapestColumns cheapest = assignment.cheapest();
            cheapest.findTwo(i);
            int column = cheapest.best();
            double lowered = potential[column] - (cheapest.second() - cheapest.least());
            boolean lowers = lowered < potential[column];
            if (lowers) {
                potential[column] = lowered;
            } else if (isTaken(column)) {
                column = isTaken(cheapest.other()) ? freeAmongBest(i) : cheapest.other();
            }
            int loser = assignment.rowOf()[column];
            assignment.assign(i, column);
            if (loser != PartialAssignment.FREE) {
                if (lowers && evictions++ < allowed) {
                    free[--next] = loser;
                } else {
                    waiting[waitingCount++] = loser;
                }
            }
        }
        return Arrays.copyOf(waiting, waitingCount);
    }

    /** The first free column of the row's least reduced cost; its second best if there is none. */
    private int freeAmongBest(int i) {
        CheapestColumns cheapest = assignment.cheapest();
        if (cheapest.bound(i) <= cheapest.second()) {
            for (int j = 0; j < n; j++) {
                if (!isTaken(j) && assignment.reduced(i, j) <= cheapest.second()) {
                    return j;
                }
            }
        }
        return cheapest.other();
    }

    private boolean isTaken(int column) {
        return assignment.rowOf()[column] != PartialAssignment.FREE;
    }
}
