package org.weightflow.canon.pca;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The eigenvalues of a symmetric positive semi-definite matrix that are not rounding, largest first, with unit eigenvectors.
 * <p>An eigenvector's entry that is largest in absolute value is positive; of entries that are equal but for rounding the first.
 */
final class Spectrum {
    /** Entries of an eigenvector this close are equal for the choice of its sign. */
    private static final double TIE = 1e-8;

    private final double[] eigenvalues;
    private final double[][] eigenvectors;

    Spectrum(double[] eigenvalues, double[][] eigenvectors) {
        this.eigenvalues = eigenvalues;
        this.eigenvectors = eigenvectors;
    }

    /**
     * All above size * 2^-52 times the largest. EJML's symmetric solver, O(size^3).
     *
     * @param matrix row-major [size, size]; not changed
     */
    static Spectrum of(double[] matrix, int size) {
        EigenDecomposition_F64<DMatrixRMaj> solver = DecompositionFactory_DDRM.eig(size, true, true);
        if (!solver.decompose(DMatrixRMaj.wrap(size, size, matrix.clone()))) {
            throw new IllegalStateException("the eigenvalues of a Gram matrix of " + size + " rows did not converge");
        }
        double[] all = IntStream.range(0, size)
                .mapToDouble(i -> solver.getEigenvalue(i).getReal())
                .toArray();
        double largest = Math.max(Arrays.stream(all).max().orElse(0), 0);
        double rounding = size * Math.ulp(1.0) * largest;
        int[] kept = IntStream.range(0, size)
                .filter(i -> all[i] > rounding)
                .boxed()
                .sorted((a, b) -> Double.compare(all[b], all[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new Spectrum(
                IntStream.of(kept).mapToDouble(i -> all[i]).toArray(),
                IntStream.of(kept)
                        .mapToObj(i -> oriented(solver.getEigenVector(i).getData()))
                        .toArray(double[][]::new));
    }

    /** A copy whose farthest entry is positive. */
    static double[] oriented(double[] vector) {
        double largest = 0;
        for (double entry : vector) {
            largest = Math.max(largest, Math.abs(entry));
        }
        int first = 0;
        while (Math.abs(vector[first]) < (1 - TIE) * largest) {
            first++;
        }
        double[] copy = vector.clone();
        for (int i = 0; i < copy.length && vector[first] < 0; i++) {
            copy[i] = -copy[i];
        }
        return copy;
    }

    /** The {@code most} largest: centred rows sum to zero, so that one direction of N is none. */
    Spectrum atMost(int most) {
        int count = Math.min(most, eigenvalues.length);
        return new Spectrum(Arrays.copyOf(eigenvalues, count), Arrays.copyOf(eigenvectors, count));
    }

    int count() {
        return eigenvalues.length;
    }

    /** Largest first; not a copy. */
    double[] eigenvalues() {
        return eigenvalues;
    }

    double eigenvalue(int index) {
        return eigenvalues[index];
    }

    double[] eigenvector(int index) {
        return eigenvectors[index];
    }
}
