package org.weightflow.generator.flow.kernel;

/**
 * Rows that one thread computes from end to end.
 *
 * @param index number of the part, from 0
 * @param from  first row
 * @param to    row behind the last
 */
record RowPart(int index, int from, int to) {
    private static final int LARGEST = 64;
    private static final int MOST = 8;

    /**
     * Parts of equal size but for rounding: two, and more for more than 128 rows. How many never depends on the threads, for the
     * last bits of a product depend on its number of rows.
     */
    static RowPart[] of(int rows) {
        int count = Math.min(rows, Math.max(2, Math.min(MOST, rows / LARGEST)));
        RowPart[] parts = new RowPart[count];
        for (int i = 0; i < count; i++) {
            parts[i] = new RowPart(i, (int) ((long) rows * i / count), (int) ((long) rows * (i + 1) / count));
        }
        return parts;
    }

    int rows() {
        return to - from;
    }
}
