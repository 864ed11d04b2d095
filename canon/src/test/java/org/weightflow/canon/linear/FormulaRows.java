package org.weightflow.canon.linear;

/** Rows of any length that take no memory: each value is asked of a formula. */
public record FormulaRows(int count, int length, Formula formula) implements Rows {
    /** The value of a row in a column. */
    @FunctionalInterface
    public interface Formula {
        float at(int row, int column);
    }

    @Override
    public void read(int row, int from, int count, float[] target, int start) {
        for (int j = 0; j < count; j++) {
            target[start + j] = formula.at(row, from + j);
        }
    }
}
