package org.weightflow.generator.flow.matching;

/** Which source of a batch travels to which data point of it. */
@FunctionalInterface
public interface Coupling {
    /**
     * Joins the rows of a batch.
     *
     * @param sources    independent draws of x0, {@code [rows][dimensions]} row-major; read only
     * @param data       independent draws of x1, likewise
     * @param conditions what each x1 is conditioned on, {@code [rows][width]} row-major; of no width where there are none
     * @param rows       at least 1
     * @return for each data row the source row that travels to it; a permutation
     */
    int[] partners(float[] sources, float[] data, float[] conditions, int rows);
}
