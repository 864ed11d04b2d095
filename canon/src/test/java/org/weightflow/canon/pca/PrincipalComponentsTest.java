package org.weightflow.canon.pca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.canon.linear.CountedRows;
import org.weightflow.canon.linear.Rows;

class PrincipalComponentsTest {
    /** What float64 leaves of identities between some thousand products of numbers of size 1. */
    private static final double ROUNDING = 1e-9;

    /** One float32 rounding of numbers below 4. */
    private static final double FLOAT_ROUNDING = 3e-7;

    @ParameterizedTest(name = "{0} rows of {1}, scales down to 10^-{2}")
    @CsvSource({"2, 1, 0", "2, 50, 0", "5, 7, 0", "12, 500, 0", "40, 40000, 0", "12, 500, 3", "12, 500, 6"})
    void isAnOrthonormalBasisInWhichCodesAreUncorrelated(int n, int length, int decades) {
        List<float[]> rows = graded(n, length, decades, 1);
        PrincipalComponents pca = PrincipalComponents.fit(Rows.of(rows), Retain.all());
        assertEquals(n - 1, pca.count());
        double[][] codes = pca.codes();
        for (int a = 0; a < pca.count(); a++) {
            for (int b = 0; b <= a; b++) {
                assertEquals(a == b ? 1 : 0, dot(pca.component(a), pca.component(b)), ROUNDING);
                double covariance = 0;
                for (double[] code : codes) {
                    covariance += code[a] * code[b] / (n - 1);
                }
                assertEquals(a == b ? pca.variances()[a] : 0, covariance, ROUNDING * pca.variances()[0]);
            }
            assertTrue(a == 0 || pca.variances()[a] <= pca.variances()[a - 1]);
            int column = a;
            double farthest =
                    Arrays.stream(codes).mapToDouble(code -> code[column]).max().orElseThrow();
            double opposite = Arrays.stream(codes)
                    .mapToDouble(code -> -code[column])
                    .max()
                    .orElseThrow();
            assertTrue(farthest >= opposite * (1 - 1e-6), () -> farthest + " against " + opposite);
        }
        for (int i = 0; i < n; i++) {
            assertArrayEquals(codes[i], pca.encode(rows.get(i)), 1e-8);
        }
        assertEquals(totalVariance(rows), pca.totalVariance(), ROUNDING * pca.totalVariance());
        assertEquals(1, pca.capturedVariance(), ROUNDING);
    }

    @ParameterizedTest(name = "{0} rows of {1}")
    @CsvSource({"2, 50", "12, 500", "30, 30000"})
    void losesNothingWithAllComponents(int n, int length) {
        List<float[]> rows = graded(n, length, 0, 2);
        PrincipalComponents pca = PrincipalComponents.fit(Rows.of(rows), Retain.all());
        for (int i = 0; i < n; i++) {
            assertArrayEquals(pca.codes()[i], pca.encode(rows.get(i)), ROUNDING);
            assertClose(rows.get(i), pca.decode(pca.codes()[i]));
        }
    }

    // python3 with numpy: X as lcg(5, 7, 11) below, U, s, V = numpy.linalg.svd(X - X.mean(0)); s^2 / 4; rows of V and
    // (X - X.mean(0)) V^T with the sign that makes the largest absolute entry of each column of U positive
    @Test
    void agreesWithNumPy() {
        double[] variances = {1.3489038354485625, 0.844034511627621, 0.26180906971764883, 0.19129607456969103};
        double[][] components = {
            {
                -0.7379978838903072,
                -0.0354324696098031,
                0.1347054881260314,
                -0.1810894107870843,
                -0.2882397610156667,
                -0.05314992841943466,
                -0.5632562875982232
            },
            {
                0.22416063876127584,
                0.15004139121459265,
                0.24632972799603323,
                -0.13873793537000564,
                -0.7726973635114183,
                0.47698649916704206,
                0.15078363101499523
            },
            {
                0.1250295000299096,
                -0.13351809926348776,
                -0.8981212431546137,
                -0.27680759207908634,
                -0.22953294367546057,
                0.04790536818810025,
                -0.1682736887322716
            },
            {
                0.011534880350760434,
                -0.31638081288629505,
                -0.09625530801799723,
                0.7212698778199425,
                0.03864301785152174,
                0.5169395978812006,
                -0.3186769149380234
            }
        };
        double[] thirdCode = {1.4598974839832466, 0.1563457617264388, 0.6074267279149785, 0.18644454028072535};
        PrincipalComponents pca = PrincipalComponents.fit(Rows.of(lcg(5, 7, 11)), Retain.all());
        assertArrayEquals(variances, pca.variances(), 1e-14);
        for (int c = 0; c < 4; c++) {
            assertArrayEquals(components[c], pca.component(c), 1e-13);
        }
        assertArrayEquals(thirdCode, pca.codes()[2], 1e-13);
        assertEquals(Arrays.stream(variances).sum(), pca.totalVariance(), 1e-14);
    }

    @Test
    void keepsAsManyComponentsAsAsked() {
        Rows rows = Rows.of(lcg(5, 7, 11));
        PrincipalComponents all = PrincipalComponents.fit(rows, Retain.all());
        PrincipalComponents two = PrincipalComponents.fit(rows, Retain.count(2));
        assertEquals(2, two.count());
        // (1.3489 + 0.8440) / 2.6460 of the total, not of what was kept
        assertEquals(0.82875, two.capturedVariance(), 1e-4);
        assertArrayEquals(Arrays.copyOf(all.codes()[3], 2), two.codes()[3]);
        assertEquals(4, PrincipalComponents.fit(rows, Retain.count(9)).count());
        assertEquals(1, PrincipalComponents.fit(rows, Retain.variance(0.5)).count());
        assertEquals(2, PrincipalComponents.fit(rows, Retain.variance(0.82)).count());
        assertEquals(3, PrincipalComponents.fit(rows, Retain.variance(0.83)).count());
        assertEquals(4, PrincipalComponents.fit(rows, Retain.variance(1)).count());
        assertEquals(1, PrincipalComponents.fit(rows, new Retain(1, 0.83)).count());
    }

    @Test
    void decodesTheBestApproximationWithFewComponents() {
        List<float[]> rows = lcg(9, 300, 3);
        PrincipalComponents pca = PrincipalComponents.fit(Rows.of(rows), Retain.count(4));
        double lost = 0;
        for (float[] row : rows) {
            float[] back = pca.decode(pca.encode(row));
            for (int j = 0; j < row.length; j++) {
                lost += Math.pow(row[j] - (double) back[j], 2);
            }
        }
        // Eckart and Young: the squares lost are those of the directions dropped
        assertEquals((1 - pca.capturedVariance()) * pca.totalVariance() * 8, lost, 1e-4);
    }

    @Test
    void aCommonShiftMovesOnlyTheMean() {
        List<float[]> rows = lcg(6, 90, 5);
        List<float[]> shifted = new ArrayList<>();
        for (float[] row : rows) {
            float[] moved = row.clone();
            for (int j = 0; j < moved.length; j++) {
                moved[j] += j % 4; // exact: the values are multiples of 1 / 1024
            }
            shifted.add(moved);
        }
        PrincipalComponents before = PrincipalComponents.fit(Rows.of(rows), Retain.all());
        PrincipalComponents after = PrincipalComponents.fit(Rows.of(shifted), Retain.all());
        for (int i = 0; i < 6; i++) {
            assertArrayEquals(before.codes()[i], after.codes()[i], ROUNDING);
        }
        assertEquals(before.mean()[7] + 3, after.mean()[7], ROUNDING);
    }

    @Test
    void theOrderOfRowsIsTheOrderOfCodes() {
        List<float[]> rows = lcg(6, 90, 5);
        int[] order = {3, 5, 0, 1, 4, 2};
        PrincipalComponents before = PrincipalComponents.fit(Rows.of(rows), Retain.all());
        PrincipalComponents after = PrincipalComponents.fit(
                Rows.of(Arrays.stream(order).mapToObj(rows::get).toList()), Retain.all());
        for (int i = 0; i < 6; i++) {
            assertArrayEquals(before.codes()[order[i]], after.codes()[i], ROUNDING);
        }
    }

    @Test
    void duplicatesTakeNoDirection() {
        List<float[]> rows = new ArrayList<>(lcg(4, 60, 7));
        rows.add(rows.get(1).clone());
        rows.add(rows.get(1).clone());
        PrincipalComponents pca = PrincipalComponents.fit(Rows.of(rows), Retain.all());
        assertEquals(3, pca.count());
        assertEquals(1, pca.capturedVariance(), ROUNDING);
        for (int i = 0; i < rows.size(); i++) {
            assertClose(rows.get(i), pca.decode(pca.codes()[i]));
        }
    }

    @Test
    void rowsOfFewerValuesThanRowsHaveNoMoreDirectionsThanValues() {
        assertEquals(
                3, PrincipalComponents.fit(Rows.of(lcg(10, 3, 7)), Retain.all()).count());
    }

    @Test
    void saysWhenThereIsNoDirection() {
        float[] row = lcg(1, 60, 7).get(0);
        var equal = assertThrows(
                IllegalArgumentException.class,
                () -> PrincipalComponents.fit(Rows.of(List.of(row, row, row)), Retain.all()));
        assertTrue(equal.getMessage().contains("all 3 rows are equal"), equal::getMessage);
        assertEquals(0, Gram.of(Rows.of(List.of(row, row, row))).rank());
        var one = assertThrows(
                IllegalArgumentException.class, () -> PrincipalComponents.fit(Rows.of(List.of(row)), Retain.all()));
        assertTrue(one.getMessage().contains("rows 1 is less than 2"), one::getMessage);
    }

    @Test
    void readsItsSourceTwice() {
        // several blocks of columns: 100,000 columns do not fit into one
        CountedRows rows = new CountedRows(graded(40, 100_000, 0, 3));
        PrincipalComponents.fit(rows, Retain.count(2));
        assertEquals(2, rows.mostReads());
    }

    @Test
    void isWhatItWasWhenMadeOfItsParts() {
        List<float[]> rows = lcg(5, 30, 2);
        PrincipalComponents fitted = PrincipalComponents.fit(Rows.of(rows), Retain.count(3));
        double[][] components = {fitted.component(0), fitted.component(1), fitted.component(2)};
        PrincipalComponents again = PrincipalComponents.of(
                fitted.mean(), components, fitted.variances(), fitted.totalVariance(), fitted.codes());
        assertArrayEquals(fitted.encode(rows.get(1)), again.encode(rows.get(1)));
        assertArrayEquals(fitted.decode(fitted.codes()[4]), again.decode(again.codes()[4]));
        assertEquals(fitted.capturedVariance(), again.capturedVariance());
        assertThrows(
                IllegalArgumentException.class,
                () -> PrincipalComponents.of(new double[29], components, fitted.variances(), 1, fitted.codes()));
        assertThrows(
                IllegalArgumentException.class,
                () -> PrincipalComponents.of(fitted.mean(), components, new double[2], 1, fitted.codes()));
        assertThrows(
                IllegalArgumentException.class,
                () -> PrincipalComponents.of(fitted.mean(), components, fitted.variances(), 1, new double[1][2]));
    }

    @Test
    void namesWhatDoesNotFit() {
        PrincipalComponents pca = PrincipalComponents.fit(Rows.of(lcg(3, 5, 1)), Retain.all());
        assertEquals(5, pca.length());
        var row = assertThrows(IllegalArgumentException.class, () -> pca.encode(new float[4]));
        assertTrue(row.getMessage().contains("row of 4"), row::getMessage);
        var code = assertThrows(IllegalArgumentException.class, () -> pca.decode(new double[3]));
        assertTrue(code.getMessage().contains("code of 3"), code::getMessage);
        assertThrows(IllegalArgumentException.class, () -> Retain.count(0));
        assertThrows(IllegalArgumentException.class, () -> Retain.variance(0));
        assertThrows(IllegalArgumentException.class, () -> Retain.variance(1.01));
    }

    /** Row i differs from the others by noise of size 10^(-decades * i / n). */
    private static List<float[]> graded(int n, int length, int decades, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double scale = Math.pow(10, -decades * i / (double) n);
            float[] row = new float[length];
            for (int j = 0; j < length; j++) {
                row[j] = (float) (scale * (2 * random.nextDouble() - 1));
            }
            rows.add(row);
        }
        return rows;
    }

    /** x' = 6364136223846793005 x + 1442695040888963407 mod 2^64 from the seed; ((x' >>> 33) mod 2049 - 1024) / 1024. */
    private static List<float[]> lcg(int n, int length, long seed) {
        List<float[]> rows = new ArrayList<>();
        long x = seed;
        for (int i = 0; i < n; i++) {
            float[] row = new float[length];
            for (int j = 0; j < length; j++) {
                x = 6364136223846793005L * x + 1442695040888963407L;
                row[j] = ((x >>> 33) % 2049 - 1024) / 1024f;
            }
            rows.add(row);
        }
        return rows;
    }

    private static double totalVariance(List<float[]> rows) {
        double sum = 0;
        for (int j = 0; j < rows.get(0).length; j++) {
            int column = j;
            double mean =
                    rows.stream().mapToDouble(row -> row[column]).average().orElseThrow();
            sum += rows.stream()
                    .mapToDouble(row -> Math.pow(row[column] - mean, 2))
                    .sum();
        }
        return sum / (rows.size() - 1);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static void assertClose(float[] expected, float[] found) {
        for (int j = 0; j < expected.length; j++) {
            assertEquals(expected[j], found[j], FLOAT_ROUNDING);
        }
    }
}
