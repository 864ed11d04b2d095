package org.weightflow.canon.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowCombinationsTest {
    @ParameterizedTest(name = "{0} combinations of {1} rows of {2}")
    @CsvSource({"1, 1, 1", "3, 6, 5000", "2, 1, 9", "0, 4, 3", "2, 5, 1700000"})
    void sumsTheRowsByTheirCoefficients(int m, int n, int length) {
        Rows rows = new FormulaRows(n, length, (row, column) -> (row + 1) * (column % 251 - 100) / 64f);
        double[][] a = coefficients(m, n);
        double[][] found = combine(rows, a);
        for (int k = 0; k < m; k++) {
            double factor = 0;
            for (int i = 0; i < n; i++) {
                factor += a[k][i] * (i + 1);
            }
            for (int j = 0; j < length; j++) {
                assertEquals(factor * (j % 251 - 100) / 64, found[k][j], 1e-12);
            }
        }
    }

    @Test
    void aValueDependsNeitherOnTheOtherCombinationsNorOnTheColumnsTakenWithIt() {
        SplittableRandom random = new SplittableRandom(3);
        float[][] values = new float[7][9001];
        for (float[] row : values) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        Rows rows = Rows.of(List.of(values));
        double[][] a = coefficients(5, 7);
        double[][] all = combine(rows, a);
        for (int m = 0; m < 5; m++) {
            assertArrayEquals(all[m], combine(rows, new double[][] {a[m]})[0]);
        }
        for (int start : new int[] {1, 4095, 8999}) {
            double[] part = combine(Rows.columns(rows, start, 2), a)[3];
            assertEquals(all[3][start], part[0]);
            assertEquals(all[3][start + 1], part[1]);
        }
    }

    @Test
    void coefficientsThatDoNotFitAreRefused() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> combine(Rows.of(List.of(new float[2], new float[2])), new double[1][3]));
        assertTrue(e.getMessage().contains("3 coefficients do not fit 2 rows"), e::getMessage);
    }

    private static double[][] coefficients(int m, int n) {
        double[][] a = new double[m][n];
        for (int k = 0; k < m; k++) {
            for (int i = 0; i < n; i++) {
                a[k][i] = Math.sin(1 + k + 3 * i);
            }
        }
        return a;
    }

    private static double[][] combine(Rows rows, double[][] a) {
        double[][] found = new double[a.length][rows.length()];
        RowCombinations.stream(rows, a, (m, from, values, count) -> System.arraycopy(values, 0, found[m], from, count));
        return found;
    }
}
