package org.weightflow.generator.flow.kernel;

import java.util.Arrays;

/** Sums in several strands, which the processor adds side by side; always in the same order. */
final class Sums {
    private Sums() {}

    static float of(float[] a, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
        }
        for (; i < count; i++) {
            s0 += a[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    static float ofProducts(float[] a, float[] b, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + 8 <= count; i += 8) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
            s4 += a[i + 4] * b[i + 4];
            s5 += a[i + 5] * b[i + 5];
            s6 += a[i + 6] * b[i + 6];
            s7 += a[i + 7] * b[i + 7];
        }
        for (; i < count; i++) {
            s0 += a[i] * b[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /**
     * Sums rows {@code [rows, width]} to one.
     *
     * @param row as long as {@code sum}, which says the width; overwritten: the compiler vectorises loops over arrays that are all
     *            indexed alike
     */
    static void ofRows(float[] rows, float[] sum, float[] row) {
        Arrays.fill(sum, 0f);
        for (int start = 0; start < rows.length; start += sum.length) {
            System.arraycopy(rows, start, row, 0, row.length);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += row[i];
            }
        }
    }
}
