package org.weightflow.generator.flow.matching;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.weightflow.networks.Check;

/**
 * A Gaussian that flows start from: {@code x0 = m + temperature L e}, e ~ N(0, I), with covariance L L^T at temperature 1.
 * <p>L is diagonal or {@code [k, r]}; a draw costs O(k) or O(k r). Immutable.
 */
public final class Source {
    private final double[] mean;
    /** The diagonal of L; null for a full one. */
    private final double[] deviations;
    /** L, {@code [k][r]}; null for a diagonal one. */
    private final double[][] factor;

    private Source(double[] mean, double[] deviations, double[][] factor) {
        this.mean = mean;
        this.deviations = deviations;
        this.factor = factor;
    }

    /** N(0, deviation^2 I). */
    public static Source gaussian(int dimensions, double deviation) {
        double[] deviations = new double[Check.atLeast("dimensions", dimensions, 1)];
        Arrays.fill(deviations, Check.positive("deviation", deviation));
        return new Source(new double[dimensions], deviations, null);
    }

    /** N(m, L L^T). */
    public static Source ofFactor(double[] mean, double[][] factor) {
        if (factor.length != mean.length || mean.length == 0) {
            throw new IllegalArgumentException(
                    "a factor of " + factor.length + " rows does not fit a mean of " + mean.length + " values");
        }
        return new Source(
                mean.clone(), null, Arrays.stream(factor).map(double[]::clone).toArray(double[][]::new));
    }

    /**
     * N(m, K).
     *
     * @param covariance K, symmetric; eigenvalues that rounding made negative count as zero
     */
    public static Source ofCovariance(double[] mean, double[][] covariance) {
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance));
        int k = mean.length;
        double[][] factor = new double[k][k];
        for (int j = 0; j < k; j++) {
            double root = Math.sqrt(Math.max(0, eigen.getRealEigenvalue(j)));
            for (int d = 0; d < k; d++) {
                factor[d][j] = root * eigen.getV().getEntry(d, j);
            }
        }
        return new Source(mean.clone(), null, factor);
    }

    /**
     * The source of a configuration.
     *
     * @param codes training codes, {@code [N][k]}, N at least 2 for those that are matched to them (moments with divisor N - 1)
     * @throws IllegalArgumentException for {@link SourceConfig.Kind#INITIALISATION}, which codes alone do not tell
     */
    public static Source of(SourceConfig config, double[][] codes) {
        return switch (config.kind()) {
            case GAUSSIAN -> gaussian(codes[0].length, config.deviation());
            case DIAGONAL -> diagonal(codes);
            case COVARIANCE -> covariance(codes);
            case INITIALISATION -> throw new IllegalArgumentException(
                    "the source is of fresh networks, but only codes are given; give the source itself");
        };
    }

    private static Source diagonal(double[][] codes) {
        double[][] centred = centred(codes);
        double[] deviations = new double[codes[0].length];
        for (int d = 0; d < deviations.length; d++) {
            for (double[] code : centred) {
                deviations[d] += code[d] * code[d];
            }
            deviations[d] = Math.sqrt(deviations[d]);
        }
        return new Source(mean(codes), deviations, null);
    }

    /** L = (z_1 - m, ..., z_N - m) / sqrt(N - 1), so that no matrix is decomposed. */
    private static Source covariance(double[][] codes) {
        double[][] centred = centred(codes);
        double[][] factor = new double[codes[0].length][codes.length];
        for (int d = 0; d < factor.length; d++) {
            for (int i = 0; i < codes.length; i++) {
                factor[d][i] = centred[i][d];
            }
        }
        return new Source(mean(codes), null, factor);
    }

    /** {@code (z_i - m) / sqrt(N - 1)}. */
    private static double[][] centred(double[][] codes) {
        double[] mean = mean(codes);
        double scale = 1 / Math.sqrt(Check.atLeast("codes to match the source to", codes.length, 2) - 1.0);
        double[][] centred = new double[codes.length][mean.length];
        for (int i = 0; i < codes.length; i++) {
            for (int d = 0; d < mean.length; d++) {
                centred[i][d] = scale * (codes[i][d] - mean[d]);
            }
        }
        return centred;
    }

    private static double[] mean(double[][] codes) {
        double[] mean = new double[codes[0].length];
        for (double[] code : codes) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += code[d] / codes.length;
            }
        }
        return mean;
    }

    public int dimensions() {
        return mean.length;
    }

    /** A copy of m. */
    public double[] mean() {
        return mean.clone();
    }

    /** A copy of L, {@code [k][r]}, whether or not it is diagonal. */
    public double[][] factor() {
        if (deviations == null) {
            return Arrays.stream(factor).map(double[]::clone).toArray(double[][]::new);
        }
        double[][] full = new double[mean.length][mean.length];
        for (int d = 0; d < mean.length; d++) {
            full[d][d] = deviations[d];
        }
        return full;
    }

    /** Writes a draw to {@code point}, {@code [k]}. */
    public void draw(SplittableRandom random, double temperature, double[] point) {
        if (deviations != null) {
            for (int d = 0; d < mean.length; d++) {
                point[d] = mean[d] + temperature * deviations[d] * random.nextGaussian();
            }
            return;
        }
        double[] e = new double[factor[0].length];
        for (int i = 0; i < e.length; i++) {
            e[i] = random.nextGaussian();
        }
        for (int d = 0; d < mean.length; d++) {
            double sum = 0;
            for (int i = 0; i < e.length; i++) {
                sum += factor[d][i] * e[i];
            }
            point[d] = mean[d] + temperature * sum;
        }
    }
}
