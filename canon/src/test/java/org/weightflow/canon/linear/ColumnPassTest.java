package org.weightflow.canon.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnPassTest {
    /** 3 rows take 2,796,202 columns a block: these are three blocks, the last of a few columns. */
    private static final int THREE_BLOCKS = 2 * 2_796_202 + 5;

    @ParameterizedTest(name = "{0} rows of {1}")
    @CsvSource({"1, 1", "3, 7", "3, 5592409", "9000, 2000"})
    void givesEveryColumnOnceAndInOrder(int count, int length) {
        Rows rows = new FormulaRows(count, length, (row, column) -> row + column % 1000);
        int[] next = {0};
        ColumnPass.over(rows, block -> {
            assertEquals(next[0], block.from());
            float[] last = new float[block.columns()];
            block.copy(count - 1, 0, block.columns(), last);
            for (int j = 0; j < last.length; j += 97) {
                assertEquals(count - 1 + (next[0] + j) % 1000, last[j]);
            }
            next[0] += block.columns();
        });
        assertEquals(length, next[0]);
    }

    @Test
    void centresEachColumnOnTheMeanOfTheFirstRows() {
        Rows rows = Rows.of(List.of(new float[] {1, 2, 3}, new float[] {3, 4, 8}, new float[] {10, 20, 30}));
        List<double[]> found = new ArrayList<>();
        ColumnPass.centred(rows, 2, (lane, x, mean, from) -> {
            found.add(x.toDoubleArray());
            found.add(mean.toDoubleArray());
            assertEquals(0, from);
        });
        assertArrayEquals(new double[] {-1, -1, -2.5, 1, 1, 2.5, 8, 17, 24.5}, found.get(0));
        assertArrayEquals(new double[] {2, 3, 5.5}, found.get(1));
        assertArrayEquals(new double[] {14.0 / 3, 26.0 / 3, 41.0 / 3}, ColumnMean.of(rows), 1e-15);
    }

    @Test
    void namesAValueThatIsNotFinite() {
        for (float wrong : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
            for (int row = 0; row < 3; row++) {
                int place = row;
                Rows rows = new FormulaRows(
                        3, THREE_BLOCKS, (i, j) -> i == place && j == THREE_BLOCKS - 2 ? wrong : Float.MAX_VALUE);
                var e = assertThrows(
                        IllegalArgumentException.class, () -> ColumnPass.centred(rows, 2, (lane, x, mean, from) -> {}));
                assertEquals(
                        "row " + row + ", column " + (THREE_BLOCKS - 2) + ": value " + wrong + " is not finite",
                        e.getMessage());
            }
        }
    }

    @Test
    void whatReadingThrowsArrivesWhereTheColumnsAreWorkedOn() {
        UncheckedIOException failure = new UncheckedIOException(new IOException("members/000002.safetensors: gone"));
        Rows rows = new FormulaRows(3, THREE_BLOCKS, (row, column) -> {
            if (column == THREE_BLOCKS - 1) {
                throw failure;
            }
            return 0;
        });
        int[] blocks = {0};
        assertSame(
                failure, assertThrows(UncheckedIOException.class, () -> ColumnPass.over(rows, block -> blocks[0]++)));
        assertEquals(2, blocks[0]);
    }

    @Test
    void aFailureOfTheWorkEndsThePass() {
        Rows rows = new FormulaRows(3, THREE_BLOCKS, (row, column) -> 0);
        int[] blocks = {0};
        var e = assertThrows(
                IllegalStateException.class,
                () -> ColumnPass.over(rows, block -> {
                    blocks[0]++;
                    throw new IllegalStateException("full");
                }));
        assertTrue(e.getMessage().equals("full") && blocks[0] == 1);
    }

    @Test
    void anInterruptedPassEndsAndSaysSo() {
        Rows rows = new FormulaRows(3, THREE_BLOCKS, (row, column) -> 0);
        Thread.currentThread().interrupt();
        assertThrows(IllegalStateException.class, () -> ColumnPass.over(rows, block -> {}));
        assertTrue(Thread.interrupted());
    }
}
