package org.weightflow.canon.assignment;

/**
 * Assignments of greatest total value for values that change little from one time to the next: each search begins with the column
 * potentials at which the last one ended, under which most rows find the best column of theirs at once.
 * <p>Every result is optimal as one of {@link LinearAssignment} is; where several are, which of them it is may depend on what was
 * asked before. Deterministic for the sequence of values. Not for several threads.
 */
public final class RepeatedAssignment {
    /** Of potentials, as a multiple of the largest cost: four bits of rounding. */
    private static final double LARGEST = 16;

    private final int n;
    private double[] potential;

    public RepeatedAssignment(int n) {
        this.n = n;
    }

    /**
     * As {@link LinearAssignment#maximise(double[], int)}.
     *
     * @param value row-major {@code [n, n]}; read only
     * @return the column of each row
     */
    public int[] maximise(double[] value) {
        double[] cost = new double[value.length];
        for (int i = 0; i < cost.length; i++) {
            cost[i] = -value[i];
        }
        PartialAssignment solved = LinearAssignment.solve(cost, n, -1, startFor(cost));
        // Those of rescaled costs are of another scale.
        potential = solved.cost() == cost ? solved.potential() : null;
        return solved.columnOf();
    }

    /** The potentials, unless they are so much larger than the costs that these would get lost in the rounding of the difference. */
    private double[] startFor(double[] cost) {
        return potential == null || largest(potential) > LARGEST * largest(cost) ? null : potential;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
