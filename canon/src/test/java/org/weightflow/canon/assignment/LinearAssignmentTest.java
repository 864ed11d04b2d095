package org.weightflow.canon.assignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LinearAssignmentTest {
    /** Relative to the largest cost: n additions round at most n halves of an ulp, and both sides do so. */
    private static final double ROUNDING = 1e-14;

    private enum Costs {
        REAL,
        NEGATIVE,
        FEW_INTEGERS,
        HUGE,
        MIXED_MAGNITUDES,
        FORBIDDEN,
        NEAR_OVERFLOW;

        double draw(SplittableRandom random) {
            return switch (this) {
                case REAL -> random.nextDouble();
                case NEGATIVE -> -1000 * random.nextDouble();
                case FEW_INTEGERS -> random.nextInt(3);
                case HUGE -> 1e300 * (2 * random.nextDouble() - 1);
                case MIXED_MAGNITUDES -> (2 * random.nextDouble() - 1) * Math.pow(10, random.nextInt(-300, 300));
                case FORBIDDEN -> random.nextInt(3) == 0 ? 1e12 : random.nextDouble();
                case NEAR_OVERFLOW -> Double.MAX_VALUE
                        * (random.nextBoolean() ? 1 : -1)
                        * (1 - random.nextDouble() / 2);
            };
        }
    }

    @Property(tries = 300)
    void costsAsLittleAsTheBestOfAllPermutations(
            @ForAll Costs costs, @ForAll @IntRange(min = 1, max = 8) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] cost =
                random.doubles((long) n * n).map(u -> costs.draw(random)).toArray();
        double scale = Arrays.stream(cost).map(Math::abs).max().orElse(0);
        double[] scaled = Arrays.stream(cost).map(c -> c / scale).toArray();

        int[] least = requireBijection(LinearAssignment.minimise(cost, n));
        int[] most = requireBijection(LinearAssignment.maximise(cost, n));

        double[] extremes = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        enumerate(scaled, n, 0, new int[n], 0, extremes);
        assertEquals(extremes[0], LinearAssignment.total(scaled, least), n * ROUNDING);
        assertEquals(extremes[1], LinearAssignment.total(scaled, most), n * ROUNDING);
    }

    @Property(tries = 60)
    void potentialsCertifyTheOptimum(
            @ForAll @IntRange(min = 2, max = 120) int n,
            @ForAll @IntRange(min = 1, max = 1000) int levels,
            @ForAll long seed) {
        double[] cost = new SplittableRandom(seed)
                .ints((long) n * n, -levels, levels + 1)
                .asDoubleStream()
                .toArray();
        requireCertificate(cost, LinearAssignment.solve(cost, n, 1, null));
    }

    /** Kinds whose costs are whole numbers, so that feasibility holds exactly; PRODUCTS needs an auction, CONSTANT nothing. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"TIES", "LOW_RANK", "INNER_PRODUCTS", "CONSTANT", "PRODUCTS"})
    void potentialsCertifyTheOptimumOfHardMatrices(BenchmarkCosts kind) {
        int n = 300;
        double[] cost = kind.draw(n, 11);
        requireCertificate(cost, LinearAssignment.solve(cost, n, 1, null));
    }

    @Property(tries = 60)
    void movesWithTheRowsAndColumns(@ForAll @IntRange(min = 1, max = 60) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] cost = random.doubles((long) n * n).toArray();
        int[] rows = shuffled(n, random);
        int[] columns = shuffled(n, random);
        double[] moved = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                moved[i * n + j] = cost[rows[i] * n + columns[j]];
            }
        }
        int[] expected = LinearAssignment.minimise(cost, n);
        int[] found = LinearAssignment.minimise(moved, n);
        for (int i = 0; i < n; i++) {
            assertEquals(expected[rows[i]], columns[found[i]]);
        }
    }

    @ParameterizedTest(name = "{0}, {1} rows")
    @CsvFileSource(resources = "optimal-costs.csv")
    void costsWhatSciPysBestAssignmentCosts(
            BenchmarkCosts kind, int n, long seed, double first, double last, double least, double greatest) {
        double[] cost = kind.draw(n, seed);
        // the same matrix, or the totals say nothing
        assertEquals(first, cost[0]);
        assertEquals(last, cost[cost.length - 1]);
        double scale = Arrays.stream(cost).map(Math::abs).max().orElse(0);

        double found = LinearAssignment.total(cost, requireBijection(LinearAssignment.minimise(cost, n)));
        assertEquals(least, found, ROUNDING * n * scale);
        if (n <= 1024) {
            assertEquals(
                    greatest, LinearAssignment.total(cost, LinearAssignment.maximise(cost, n)), ROUNDING * n * scale);
        }
    }

    @ParameterizedTest(name = "{0} rows")
    @CsvSource({"100", "300"})
    void solvesProductsOfSumsWhoseOptimumIsKnown(int n) {
        // by the rearrangement inequality i * j is least when large meets small; the hardest matrices for this method
        double[] cost = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cost[i * n + j] = i * j;
            }
        }
        assertArrayEquals(IntStream.range(0, n).map(i -> n - 1 - i).toArray(), LinearAssignment.minimise(cost, n));
        assertArrayEquals(IntStream.range(0, n).toArray(), LinearAssignment.maximise(cost, n));
    }

    @Test
    void givesTheSameAnswerEachTimeWhereAllAreEquallyGood() {
        double[] cost = new double[50 * 50];
        int[] first = requireBijection(LinearAssignment.minimise(cost, 50));
        assertArrayEquals(first, LinearAssignment.minimise(cost, 50));
    }

    @Test
    void readsRowsOfArraysAndLeavesTheCostsAlone() {
        double[][] cost = {{4, 1, 3}, {2, 0, 5}, {3, 2, 2}};
        assertArrayEquals(new int[] {1, 0, 2}, LinearAssignment.minimise(cost));
        assertArrayEquals(new int[] {0, 2, 1}, LinearAssignment.maximise(cost));
        assertArrayEquals(new double[] {4, 1, 3}, cost[0]);
        assertEquals(0, LinearAssignment.minimise(new double[0][0]).length);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void namesTheRowAndColumnOfACostThatIsNotFinite(double bad) {
        double[] cost = new double[9];
        cost[5] = bad;
        for (var e : new IllegalArgumentException[] {
            assertThrows(IllegalArgumentException.class, () -> LinearAssignment.minimise(cost, 3)),
            assertThrows(IllegalArgumentException.class, () -> LinearAssignment.maximise(cost, 3))
        }) {
            assertTrue(e.getMessage().contains("cost " + bad + " at row 1, column 2"), e::getMessage);
        }
    }

    @Test
    void namesAMatrixThatIsNotSquare() {
        var flat = assertThrows(IllegalArgumentException.class, () -> LinearAssignment.minimise(new double[5], 2));
        assertTrue(flat.getMessage().contains("5 costs"), flat::getMessage);
        double[][] ragged = {{1, 2}, {3}};
        var rows = assertThrows(IllegalArgumentException.class, () -> LinearAssignment.minimise(ragged));
        assertTrue(rows.getMessage().contains("row 1 has 1"), rows::getMessage);
    }

    private static void enumerate(double[] cost, int n, int row, int[] used, double sum, double[] extremes) {
        if (row == n) {
            extremes[0] = Math.min(extremes[0], sum);
            extremes[1] = Math.max(extremes[1], sum);
            return;
        }
        for (int j = 0; j < n; j++) {
            if (used[j] == 0) {
                used[j] = 1;
                enumerate(cost, n, row + 1, used, sum + cost[row * n + j], extremes);
                used[j] = 0;
            }
        }
    }

    private static void requireCertificate(double[] cost, PartialAssignment solved) {
        double[] v = solved.potential();
        int[] columns = requireBijection(solved.columnOf());
        int n = columns.length;
        for (int i = 0; i < n; i++) {
            double u = cost[i * n + columns[i]] - v[columns[i]];
            for (int j = 0; j < n; j++) {
                // of whole numbers the differences are not rounded, unless an auction's increments were added, which
                // are
                assertTrue(cost[i * n + j] - u - v[j] >= -ROUNDING * Math.abs(u), "row " + i + ", column " + j);
            }
        }
    }

    private static int[] requireBijection(int[] columns) {
        assertArrayEquals(
                IntStream.range(0, columns.length).toArray(),
                Arrays.stream(columns).sorted().toArray());
        return columns;
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] p = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = p[i];
            p[i] = p[j];
            p[j] = swap;
        }
        return p;
    }
}
