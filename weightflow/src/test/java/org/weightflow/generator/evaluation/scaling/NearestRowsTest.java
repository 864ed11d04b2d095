package org.weightflow.generator.evaluation.scaling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.weightflow.networks.Seed;

class NearestRowsTest {
    /** Far from the origin, so that products which are not centred would lose digits. */
    private static double[][] rows(int count, long seed) {
        SplittableRandom random = new Seed(seed).random();
        return IntStream.range(0, count)
                .mapToObj(i -> random.doubles(5).map(x -> 1000 + x).toArray())
                .toArray(double[][]::new);
    }

    private static double direct(double[][] rows, double[] query, int except) {
        return IntStream.range(0, rows.length)
                .filter(i -> i != except)
                .mapToDouble(i -> Math.sqrt(IntStream.range(0, query.length)
                        .mapToDouble(d -> Math.pow(rows[i][d] - query[d], 2))
                        .sum()))
                .min()
                .orElseThrow();
    }

    /** More rows than a block has, and more queries. */
    @Test
    void findsWhatASearchOfAllPairsFinds() {
        double[][] rows = rows(1500, 1);
        double[][] queries = rows(300, 2);
        double[] expected = Arrays.stream(queries)
                .mapToDouble(query -> direct(rows, query, -1))
                .toArray();
        assertArrayEquals(expected, new NearestRows(rows).distances(queries), 1e-9);
    }

    @Test
    void rowsAreNoNeighboursOfThemselves() {
        double[][] rows = rows(1100, 3);
        double[] between = new NearestRows(rows).betweenRows(600);
        assertEquals(600, between.length);
        for (int i : new int[] {0, 255, 256, 599}) {
            assertEquals(direct(rows, rows[i], i), between[i], 1e-9);
        }
    }

    @Test
    void copiesAreAtDistanceZero() {
        double[][] rows = rows(1100, 4);
        double[][] copies = {rows[0].clone(), rows[1099].clone()};
        assertArrayEquals(new double[] {0, 0}, new NearestRows(rows).distances(copies));
    }
}
