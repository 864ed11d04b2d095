package org.weightflow.canon.linear;

import java.util.Arrays;
import org.weightflow.networks.Check;

/**
 * A stretch of columns of all {@link Rows}, in float64: the unit in which whole zoos pass through memory.
 * <p>Mutable and reused: {@link #load} replaces the values. Not for several threads.
 */
public final class Block {
    /** Doubles that blocks which are needed together may take: 16 MiB of them. */
    private static final int BUDGET = 1 << 21;

    private final Rows rows;
    private final float[] stretch;
    private final double[] values;
    private int from;
    private int columns;

    public Block(Rows rows, int width) {
        this.rows = rows;
        this.stretch = new float[Check.atLeast("width", width, 1)];
        this.values = new double[Math.multiplyExact(rows.count(), width)];
    }

    /** Columns of a block that keep {@code rows} rows within the memory meant for them. */
    public static int width(int rows, int length) {
        return Math.max(1, Math.min(length, Math.max(64, BUDGET / Math.max(rows, 1))));
    }

    /**
     * Reads the columns from {@code start} on, as many as fit.
     *
     * @throws IllegalArgumentException if a value is NaN or infinite, naming its row and column
     */
    public void load(int start) {
        from = start;
        columns = Math.min(stretch.length, rows.length() - start);
        for (int i = 0; i < rows.count(); i++) {
            rows.read(i, from, columns, stretch, 0);
            for (int j = 0; j < columns; j++) {
                if (!Float.isFinite(stretch[j])) {
                    throw new IllegalArgumentException(
                            "row " + i + ", column " + (from + j) + ": value " + stretch[j] + " is not finite");
                }
                values[i * columns + j] = stretch[j];
            }
        }
    }

    /** Row-major [rows, columns]; behind them the array may hold what an earlier, wider load left. */
    public double[] values() {
        return values;
    }

    public int columns() {
        return columns;
    }

    /** Writes the mean of each column to its place in {@code mean} [length]. */
    public void meanTo(double[] mean) {
        Arrays.fill(mean, from, from + columns, 0);
        for (int i = 0; i < rows.count(); i++) {
            for (int j = 0; j < columns; j++) {
                mean[from + j] += values[i * columns + j];
            }
        }
        for (int j = from; j < from + columns; j++) {
            mean[j] /= rows.count();
        }
    }

    /** Subtracts from each column its place in {@code mean} [length]. */
    public void subtract(double[] mean) {
        for (int i = 0; i < rows.count(); i++) {
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] -= mean[from + j];
            }
        }
    }
}
