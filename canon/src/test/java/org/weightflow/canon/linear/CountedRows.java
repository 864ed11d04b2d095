package org.weightflow.canon.linear;

import java.util.List;

/** Rows that count how often each value is read. */
public final class CountedRows implements Rows {
    private final Rows rows;
    private final int[][] reads;

    public CountedRows(List<float[]> rows) {
        this.rows = Rows.of(rows);
        this.reads = new int[this.rows.count()][this.rows.length()];
    }

    @Override
    public int count() {
        return rows.count();
    }

    @Override
    public int length() {
        return rows.length();
    }

    @Override
    public void read(int row, int from, int count, float[] target, int start) {
        for (int j = from; j < from + count; j++) {
            reads[row][j]++;
        }
        rows.read(row, from, count, target, start);
    }

    /** How often the value was read that was read most. */
    public int mostReads() {
        int most = 0;
        for (int[] row : reads) {
            for (int count : row) {
                most = Math.max(most, count);
            }
        }
        return most;
    }
}
