package org.weightflow.canon.assignment;

/**
 * Assignments of greatest total value for values that change little from one time to the next: each search begins with the column
 * potentials at which the last one ended, under which most rows find the best column of theirs at once.
 * <p>Every result is optimal as one of {@link LinearAssignment} is; where several are, which of them it is may depend on what was
 * asked before. Deterministic for the sequence of values. Not for several threads.
 */
public final class RepeatedAssignment {
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
        PartialAssignment solved = LinearAssignment.solve(cost, n, -1, potential);
        // Those of rescaled costs are of another scale.
        potential = solved.cost() == cost ? solved.potential() : null;
        return solved.columnOf();
    }
}
