package org.weightflow.canon.pca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.canon.linear.CountedRows;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Layout.Entry;
import org.weightflow.networks.Layout.Kind;
import org.weightflow.networks.Seed;

class GroupedComponentsTest {
    private static final Seed SEED = new Seed(1);
    private static final Rows NONE = Rows.of(List.of());

    @Test
    void eachGroupHasTheComponentsOfItsColumns() {
        float[][] rows = rows(6, 50);
        float[][] strangers = rows(2, 50);
        int[] bounds = {0, 20, 30, 50};
        GroupedComponents grouped = GroupedComponents.fit(
                Rows.of(List.of(rows)), Rows.of(List.of(strangers)), bounds, Retain.count(3), GramSolver.EXACT, SEED);
        assertEquals(9, grouped.count());
        double total = 0;
        for (int g = 0; g < 3; g++) {
            PrincipalComponents alone =
                    PrincipalComponents.fit(Rows.of(List.of(cut(rows, bounds[g], bounds[g + 1]))), Retain.count(3));
            assertEquals(3 * g, grouped.firstCode(g));
            assertEquals(bounds[g], grouped.bound(g));
            for (int i = 0; i < 6; i++) {
                assertArrayEquals(alone.codes()[i], Arrays.copyOfRange(grouped.codes()[i], 3 * g, 3 * g + 3), 1e-9);
            }
            for (int h = 0; h < 2; h++) {
                assertArrayEquals(
                        alone.encode(cut(strangers, bounds[g], bounds[g + 1])[h]),
                        Arrays.copyOfRange(grouped.otherCodes()[h], 3 * g, 3 * g + 3),
                        1e-9);
            }
            assertArrayEquals(alone.variances(), Arrays.copyOfRange(grouped.variances(), 3 * g, 3 * g + 3), 1e-9);
            total += alone.totalVariance();
        }
        assertEquals(total, grouped.totalVariance(), 1e-9);
        PrincipalComponents whole = PrincipalComponents.fit(Rows.of(List.of(rows)), Retain.all());
        assertEquals(
                whole.totalVariance(), grouped.totalVariance(), 1e-9, "variances of parts sum to that of the whole");
        double square = 0;
        for (int j = 0; j < 50; j++) {
            square += Math.pow(strangers[1][j] - whole.mean()[j], 2);
        }
        assertEquals(square, grouped.otherSquares()[1], 1e-9 * square);
    }

    @Test
    void aGroupInWhichAllRowsAreEqualHasNoComponents() {
        float[][] rows = rows(4, 9);
        for (float[] row : rows) {
            Arrays.fill(row, 3, 6, 1);
        }
        GroupedComponents grouped = GroupedComponents.fit(
                Rows.of(List.of(rows)), NONE, new int[] {0, 3, 6, 9}, Retain.all(), GramSolver.EXACT, SEED);
        assertEquals(0, grouped.group(1).count());
        assertEquals(6, grouped.count());
        assertEquals(6, grouped.codes()[0].length);
        float[] row = {1, 1};
        var equal = assertThrows(
                IllegalArgumentException.class,
                () -> GroupedComponents.fit(
                        Rows.of(List.of(row, row)), NONE, new int[] {0, 1, 2}, Retain.all(), GramSolver.EXACT, SEED));
        assertTrue(equal.getMessage().contains("all 2 rows are equal"), equal::getMessage);
    }

    @Test
    void groupsTogetherAreOnePass() {
        CountedRows rows = new CountedRows(List.of(rows(5, 40)));
        GroupedComponents.fit(rows, NONE, new int[] {0, 13, 40}, Retain.all(), GramSolver.EXACT, SEED);
        assertEquals(1, rows.mostReads());
    }

    @Test
    void layersAreRunsOfEntriesThatBelongTogether() {
        Layout layout = Layout.of(List.of(
                entry("bn1.bias", 4),
                entry("bn1.weight", 4),
                entry("conv1.empty", 0),
                entry("conv1.weight", 10),
                entry("layer.0.conv.weight", 3),
                entry("layer.0.weight", 2),
                entry("scale", 1)));
        assertArrayEquals(new int[] {0, 8, 18, 21, 23, 24}, GroupedComponents.layers(layout));
        assertArrayEquals(new int[] {0, 24}, GroupedComponents.whole(layout));
    }

    @Test
    void boundsThatDoNotDivideTheColumnsAreRefused() {
        Rows rows = Rows.of(List.of(rows(3, 10)));
        for (int[] bounds : new int[][] {{0}, {1, 10}, {0, 9}, {0, 5, 5, 10}}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> GroupedComponents.fit(rows, NONE, bounds, Retain.all(), GramSolver.EXACT, SEED));
        }
    }

    private static Entry entry(String name, int size) {
        return new Entry(name, List.of(size), Kind.WEIGHT, false);
    }

    private static float[][] cut(float[][] rows, int from, int to) {
        return Arrays.stream(rows).map(row -> Arrays.copyOfRange(row, from, to)).toArray(float[][]::new);
    }

    private static float[][] rows(int n, int length) {
        SplittableRandom random = new SplittableRandom(n);
        float[][] rows = new float[n][length];
        for (float[] row : rows) {
            for (int j = 0; j < length; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return rows;
    }
}
