package org.weightflow.canon.assignment;

/**
 * Lowers the potentials to where they nearly certify an optimum, by auctions with falling increments: free rows bid for their best
 * column, lowering v there by their lead over the second best and by the increment on top, which ends the wars that rows fight over
 * few columns when their leads are small. No row keeps its column afterwards, but the paths that assign them exactly are short.
 * <p>Worth its time where rows want much the same columns, as with costs of low rank.
 *
 * @see <a href="https://doi.org/10.1007/BF02186476">Bertsekas (1988)</a>
 */
final class Auction {
    /** The first increment, of the range of the reduced costs. */
    private static final double FIRST = 1.0 / 4;
    /** By what the increment falls. */
    private static final double FALL = 6;
    /** The last increment, of the range for each row; a tenth or ten times as much take longer. */
    private static final double LAST = 0.01;
    /** Smaller ones, in units of the last place of the largest cost, would get lost in the rounding of v. */
    private static final double ULPS = 256;

    private final PartialAssignment assignment;
    private final CheapestColumns cheapest;
    private final int n;
    private final double[] potential;

    Auction(PartialAssignment assignment) {
        this.assignment = assignment;
        this.cheapest = assignment.cheapest();
        this.n = assignment.size();
        this.potential = assignment.potential();
    }

    /** Lowers the potentials; frees all rows. */
    void run() {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double reduced = assignment.reduced(i, j);
                least = Math.min(least, reduced);
                most = Math.max(most, reduced);
                largest = Math.max(largest, Math.abs(potential[j]));
            }
        }
        double range = most - least;
        double last = Math.max(range * LAST / n, ULPS * Math.ulp(Math.max(largest, range)));
        for (double increment = range * FIRST; increment >= last; increment /= FALL) {
            assignment.free();
            bid(increment);
        }
        assignment.free();
    }

    private void bid(double increment) {
        int[] waiting = new int[n];
        int count = n;
        for (int k = 0; k < n; k++) {
            waiting[k] = n - 1 - k;
        }
        while (count > 0) {
            int row = waiting[--count];
            cheapest.findTwo(row);
            int column = cheapest.best();
            potential[column] -= cheapest.second() - cheapest.least() + increment;
            int loser = assignment.rowOf()[column];
            assignment.assign(row, column);
            if (loser != PartialAssignment.FREE) {
                waiting[count++] = loser;
            }
        }
    }
}
