package org.weightflow.canon.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {
    /** Sums of some hundred products of numbers below 1 round by less. */
    private static final double ROUNDING = 1e-12;

    @ParameterizedTest(name = "[{0}, {1}] by [{1}, {2}]")
    @CsvSource({"1, 1, 1", "3, 5, 2", "1, 200, 4", "65, 33, 17", "70, 50, 40"})
    void agreesWithTheDefinitionWhateverWasMultipliedBefore(int rows, int inner, int columns) {
        SplittableRandom random = new SplittableRandom(rows + 10L * inner);
        MatrixProduct product = new MatrixProduct();
        for (int size = 1; size <= 2; size++) {
            double[] a = random.doubles((long) rows * inner + size).toArray();
            double[] b = random.doubles((long) inner * columns + size).toArray();
            double[] plain = new double[rows * columns];
            double[] transposed = new double[rows * columns];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    for (int k = 0; k < inner; k++) {
                        plain[i * columns + j] += a[i * inner + k] * b[k * columns + j];
                        transposed[i * columns + j] += a[i * inner + k] * b[j * inner + k];
                    }
                }
            }
            assertArrayEquals(plain, product.times(a, rows, inner, b, columns), ROUNDING);
            assertArrayEquals(transposed, product.timesTransposed(a, rows, b, columns, inner), ROUNDING);
            assertEquals(3, product.times(new double[] {1, 2}, 1, 2, new double[] {1, 1}, 1)[0]);
        }
    }
}
