package org.weightflow.canon.pca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.canon.linear.CountedRows;
import org.weightflow.canon.linear.FormulaRows;
import org.weightflow.canon.linear.Rows;
import org.weightflow.networks.Seed;

class DualPrincipalComponentsTest {
    private static final Rows NONE = Rows.of(List.of());
    private static final Seed SEED = new Seed(4);

    @ParameterizedTest(name = "{0} rows of {1} about {2}, differences {3}, {4} duplicates")
    @CsvSource({
        "2, 40, 0, 1, 0",
        "2, 40, 1e4, 1e-2, 0",
        "9, 500, 0, 1, 0",
        "40, 3000, 0, 1, 0",
        "70, 900, 1e4, 1e-2, 0",
        "12, 700, 0, 1, 5",
        "12, 700, 1e4, 1e-2, 5",
        "33, 20, 0, 1, 0"
    })
    void capturesTheVarianceThatASingularValueDecompositionDoes(
            int n, int length, double offset, double size, int duplicates) {
        List<float[]> rows = gaussian(n, length, offset, size);
        for (int d = 0; d < duplicates; d++) {
            rows.add(rows.get(d).clone());
        }
        double[] squares = singularSquares(rows);
        double total = Arrays.stream(squares).sum();
        DualPrincipalComponents pca = DualPrincipalComponents.fit(Rows.of(rows), Retain.all());
        assertEquals(Math.min(n - 1, length), pca.count());
        assertEquals(total, pca.totalVariance() * (rows.size() - 1), 1e-8 * total);
        assertEquals(1, pca.capturedVariance(), 1e-12);
        double kept = 0;
        for (int k = 0; k < pca.count(); k++) {
            assertEquals(squares[k], pca.variances()[k] * (rows.size() - 1), 1e-8 * squares[0]);
            kept += squares[k];
            assertEquals(
                    kept / total,
                    DualPrincipalComponents.fit(Rows.of(rows), Retain.count(k + 1))
                            .capturedVariance(),
                    1e-8);
            if (k > 4) {
                break;
            }
        }
    }

    @Test
    void decodingARowsCodeGivesTheRowAndItsWeights() {
        List<float[]> rows = gaussian(7, 90, 10, 1);
        DualPrincipalComponents pca = DualPrincipalComponents.fit(Rows.of(rows), Retain.all());
        double[][] codes = pca.codes();
        float[][] decoded = decode(pca, Rows.of(rows), List.of(codes));
        for (int i = 0; i < 7; i++) {
            double[] weights = pca.weights(codes[i]);
            for (int j = 0; j < 7; j++) {
                assertEquals(i == j ? 1 : 0, weights[j], 1e-10);
            }
            assertArrayEquals(rows.get(i), decoded[i], 1e-5f);
        }
    }

    @Test
    void everyCodeDecodesToACombinationWhoseWeightsSumToOne() {
        DualPrincipalComponents pca = DualPrincipalComponents.fit(Rows.of(gaussian(7, 90, 0, 1)), Retain.count(3));
        assertEquals(1, Arrays.stream(pca.weights(new double[] {5, -40, 0.1})).sum(), 1e-12);
        var e = assertThrows(IllegalArgumentException.class, () -> pca.weights(new double[2]));
        assertTrue(e.getMessage().contains("code of 2"), e::getMessage);
    }

    @Test
    void isTheDecompositionThatHoldsItsComponents() {
        List<float[]> rows = gaussian(9, 400, 1, 1);
        PrincipalComponents held = PrincipalComponents.fit(Rows.of(rows), Retain.count(5));
        DualPrincipalComponents dual = DualPrincipalComponents.fit(Rows.of(rows), Retain.count(5));
        float[] stranger = gaussian(1, 400, 1, 1).get(0);
        DualPrincipalComponents placed = DualPrincipalComponents.fit(
                Rows.of(rows), Rows.of(List.of(stranger)), Retain.count(5), GramSolver.EXACT, SEED);
        for (int i = 0; i < 9; i++) {
            assertArrayEquals(held.codes()[i], dual.codes()[i], 1e-10);
            assertArrayEquals(held.codes()[i], placed.codes()[i], 1e-10);
        }
        assertArrayEquals(held.encode(stranger), placed.otherCodes()[0], 1e-10);
        double square = 0;
        for (int j = 0; j < 400; j++) {
            square += Math.pow(stranger[j] - held.mean()[j], 2);
        }
        assertEquals(square, placed.otherSquares()[0], 1e-9 * square);
        double[] code = {1, -2, 0.5, 3, -0.1};
        assertArrayEquals(held.decode(code), decode(dual, Rows.of(rows), Collections.singletonList(code))[0], 1e-5f);
        double[][] coefficients = dual.coefficients();
        for (int k = 0; k < 5; k++) {
            double entry = 0;
            for (int i = 0; i < 9; i++) {
                entry += coefficients[k][i] * (rows.get(i)[17] - held.mean()[17]);
            }
            assertEquals(held.component(k)[17], entry, 1e-10);
        }
    }

    @Test
    void groupsOfRowsAreMultipliedLikeTheWhole() {
        // 150 rows are four groups; the products are those of pairs
        List<float[]> rows = gaussian(150, 37, 3, 1);
        Gram gram = Gram.of(Rows.of(rows));
        double[] mean = new double[37];
        rows.forEach(row -> {
            for (int j = 0; j < 37; j++) {
                mean[j] += row[j] / 150.0;
            }
        });
        for (int i = 0; i < 150; i += 7) {
            for (int j = 0; j < 150; j++) {
                double sum = 0;
                for (int c = 0; c < 37; c++) {
                    sum += (rows.get(i)[c] - mean[c]) * (rows.get(j)[c] - mean[c]);
                }
                assertEquals(sum, gram.at(i, j), 1e-10);
            }
        }
    }

    @Test
    void aFitIsOnePassAndOneMoreForComponents() {
        CountedRows rows = new CountedRows(gaussian(40, 300_000, 0, 1));
        DualPrincipalComponents pca = DualPrincipalComponents.fit(rows, Retain.count(2));
        assertEquals(1, pca.passes());
        assertEquals(1, rows.mostReads());
        decode(pca, rows, List.of(new double[2], new double[2]));
        assertEquals(2, rows.mostReads());
    }

    @Test
    void equalRowsHaveNoComponents() {
        float[] row = {1, 2, 3};
        DualPrincipalComponents pca = DualPrincipalComponents.fit(Rows.of(List.of(row, row, row)), Retain.all());
        assertEquals(0, pca.count());
        assertEquals(0, pca.totalVariance());
        assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, pca.weights(new double[0]));
        assertThrows(
                IllegalArgumentException.class, () -> DualPrincipalComponents.fit(Rows.of(List.of(row)), Retain.all()));
    }

    @Test
    void aRandomisedFitFindsADecayingSpectrum() {
        Rows rows = decaying(300, 2000, 0.7, 0);
        Rows others = decaying(3, 2000, 0.7, 1);
        DualPrincipalComponents exact =
                DualPrincipalComponents.fit(rows, others, Retain.count(12), GramSolver.EXACT, SEED);
        DualPrincipalComponents found =
                DualPrincipalComponents.fit(rows, others, Retain.count(12), GramSolver.RANDOMISED, SEED);
        assertEquals(3, found.passes());
        assertEquals(12, found.count());
        assertEquals(exact.totalVariance(), found.totalVariance(), 1e-10 * exact.totalVariance());
        assertEquals(exact.capturedVariance(), found.capturedVariance(), 1e-10);
        for (int k = 0; k < 12; k++) {
            assertEquals(exact.variances()[k], found.variances()[k], 1e-8 * exact.variances()[k]);
            for (int i = 0; i < 300; i++) {
                assertEquals(exact.codes()[i][k], found.codes()[i][k], 1e-5 * Math.sqrt(exact.variances()[k]));
            }
            for (int h = 0; h < 3; h++) {
                assertEquals(
                        exact.otherCodes()[h][k], found.otherCodes()[h][k], 1e-5 * Math.sqrt(exact.variances()[k]));
            }
        }
        assertArrayEquals(exact.otherSquares(), found.otherSquares(), 1e-9 * exact.otherSquares()[0]);
        assertEquals(1, Arrays.stream(found.weights(found.codes()[5])).sum(), 1e-10);
    }

    @Test
    void aRandomisedFitOfAFlatSpectrumCapturesNearlyAsMuch() {
        Rows rows = Rows.of(gaussian(200, 3000, 0, 1));
        double exact = DualPrincipalComponents.fit(rows, Retain.count(10)).capturedVariance();
        double found = DualPrincipalComponents.fit(rows, NONE, Retain.count(10), GramSolver.RANDOMISED, SEED)
                .capturedVariance();
        assertTrue(found <= exact * (1 + 1e-12) && found > 0.8 * exact, () -> found + " of " + exact);
    }

    @Test
    void theSolverIsChosenByTheNumberOfRowsAndComponents() {
        assertEquals(GramSolver.EXACT, GramSolver.AUTO.resolved(4000, Retain.count(1)));
        assertEquals(GramSolver.RANDOMISED, GramSolver.AUTO.resolved(4001, Retain.count(1000)));
        assertEquals(GramSolver.EXACT, GramSolver.AUTO.resolved(4001, Retain.count(1001)));
        assertEquals(GramSolver.EXACT, GramSolver.AUTO.resolved(100_000, Retain.all()));
        assertEquals(GramSolver.RANDOMISED, GramSolver.RANDOMISED.resolved(5, Retain.count(1)));
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> DualPrincipalComponents.fit(
                        Rows.of(gaussian(5, 9, 0, 1)), NONE, Retain.all(), GramSolver.RANDOMISED, SEED));
        assertTrue(e.getMessage().contains("fewer components than the 4"), e::getMessage);
    }

    /** Row i is a sum of 40 waves of falling amplitude, with signs and sizes of its own, from {@code first} on. */
    private static Rows decaying(int n, int length, double ratio, int first) {
        double[][] size = new double[n][40];
        SplittableRandom random = new SplittableRandom(9 + first);
        for (double[] row : size) {
            for (int w = 0; w < 40; w++) {
                row[w] = random.nextGaussian() * Math.pow(ratio, w);
            }
        }
        float[][] values = new float[n][length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < length; j++) {
                double sum = 0;
                for (int w = 0; w < 40; w++) {
                    sum += size[i][w] * Math.cos(Math.PI * (w + 1) * (j + 0.5) / length);
                }
                values[i][j] = (float) sum;
            }
        }
        return new FormulaRows(n, length, (i, j) -> values[i][j]);
    }

    private static float[][] decode(DualPrincipalComponents pca, Rows rows, List<double[]> codes) {
        float[][] decoded = new float[codes.size()][rows.length()];
        pca.decode(rows, codes, (code, from, values, count) -> {
            for (int j = 0; j < count; j++) {
                decoded[code][from + j] = (float) values[j];
            }
        });
        return decoded;
    }

    private static double[] singularSquares(List<float[]> rows) {
        int n = rows.size();
        int length = rows.get(0).length;
        DMatrixRMaj centred = new DMatrixRMaj(n, length);
        for (int j = 0; j < length; j++) {
            double mean = 0;
            for (float[] row : rows) {
                mean += row[j] / (double) n;
            }
            for (int i = 0; i < n; i++) {
                centred.set(i, j, rows.get(i)[j] - mean);
            }
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(n, length, false, false, true);
        assertTrue(svd.decompose(centred));
        double[] squares = Arrays.stream(svd.getSingularValues())
                .map(value -> value * value)
                .sorted()
                .toArray();
        for (int i = 0; i < squares.length / 2; i++) {
            double swap = squares[i];
            squares[i] = squares[squares.length - 1 - i];
            squares[squares.length - 1 - i] = swap;
        }
        return squares;
    }

    private static List<float[]> gaussian(int n, int length, double offset, double size) {
        SplittableRandom random = new SplittableRandom(n);
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            float[] row = new float[length];
            for (int j = 0; j < length; j++) {
                row[j] = (float) (offset + size * random.nextGaussian());
            }
            rows.add(row);
        }
        return rows;
    }
}
