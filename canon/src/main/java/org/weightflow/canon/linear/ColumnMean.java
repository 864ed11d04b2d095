package org.weightflow.canon.linear;

/** The mean of rows, column by column, in float64. */
public final class ColumnMean {
    private ColumnMean() {}

    /**
     * The mean row [D]; one pass.
     *
     * @param rows at least one
     * @throws IllegalArgumentException if a value is NaN or infinite, naming its row and column
     */
    public static double[] of(Rows rows) {
        double[] mean = new double[rows.length()];
        ColumnPass.centred(rows, rows.count(), (lane, x, part, from) -> {
            double[] values = part.toDoubleArray();
            System.arraycopy(values, 0, mean, from, values.length);
        });
        return mean;
    }
}
