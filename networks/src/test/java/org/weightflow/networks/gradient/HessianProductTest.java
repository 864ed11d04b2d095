package org.weightflow.networks.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.weightflow.datasets.Examples;
import org.weightflow.networks.Architecture;
import org.weightflow.networks.Layout;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Architectures;

class HessianProductTest {
    /** A step of sqrt(u) leaves about 1.5e-8 of the product, and of the gradient over the length of the point. */
    private static final double TOLERANCE = 1e-6;

    private static final int N = 7;

    @Test
    void isTheMatrixOfAQuadratic() {
        double[][] a = symmetric(new Seed(1));
        double[] point = normal(N, new Seed(2));
        double[] vector = normal(N, new Seed(3));
        assertArrayEquals(times(a, vector), HessianProduct.of(theta -> quadratic(a, theta), point, vector), TOLERANCE);
        // The length of the vector decides nothing, and a point at zero has a step too.
        double[] tiny = scaled(vector, 1e-9);
        assertArrayEquals(
                scaled(times(a, vector), 1e-9),
                HessianProduct.of(theta -> quadratic(a, theta), point, tiny),
                1e-9 * TOLERANCE);
        assertArrayEquals(
                times(a, vector), HessianProduct.of(theta -> quadratic(a, theta), new double[N], vector), TOLERANCE);
    }

    /** Coordinates that do not move, such as counters of batches, would make the step as long as they are. */
    @Test
    void stepsByTheLengthOfTheCoordinatesThatMove() {
        double[] point = normal(N, new Seed(2));
        double[] vector = normal(N, new Seed(3));
        point[4] = 1e12;
        vector[4] = 0;
        DifferentiableFunction bent = theta -> {
            double[] gradient = new double[N];
            for (int i = 0; i < N; i++) {
                gradient[i] = i == 4 ? 0 : Math.sin(theta[i]);
            }
            return new Gradient(0, gradient);
        };
        double[] expected = new double[N];
        for (int i = 0; i < N; i++) {
            expected[i] = i == 4 ? 0 : Math.cos(point[i]) * vector[i];
        }
        assertArrayEquals(expected, HessianProduct.of(bent, point, vector), TOLERANCE);
    }

    /** Cubic: sum of x^3 / 6 has the Hessian diag(x); without the second point the error would be of the order of the step. */
    @Test
    void followsTheCurvatureOfACubic() {
        double[] point = normal(N, new Seed(4));
        double[] vector = normal(N, new Seed(5));
        double[] expected = new double[N];
        for (int i = 0; i < N; i++) {
            expected[i] = point[i] * vector[i];
        }
        DifferentiableFunction cubic = theta -> {
            double[] gradient = new double[theta.length];
            for (int i = 0; i < theta.length; i++) {
                gradient[i] = theta[i] * theta[i] / 2;
            }
            return new Gradient(0, gradient);
        };
        assertArrayEquals(expected, HessianProduct.of(cubic, point, vector), TOLERANCE);
    }

    /**
     * Softmax regression with temperature: with z = W x + b and p = softmax(z / T), a direction (V, c) gives
     * {@code dz = V x + c}, {@code dp = (diag p - p p^T) dz / T}, and H (V, c) = mean over examples of (dp x^T, dp) / T.
     */
    @Test
    void isTheClosedFormOfSoftmaxRegression() {
        Architecture architecture = Architectures.parse("mlp-4-3");
        Layout layout = architecture.layout();
        double temperature = 3;
        int count = 9;
        SplittableRandom random = new Seed(6).random();
        float[] features = new float[count * 4];
        int[] labels = new int[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
            labels[i / 4] = i / 4 % 3;
        }
        double[] point = normal(layout.size(), new Seed(7));
        double[] vector = normal(layout.size(), new Seed(8));
        int weight = layout.offset(layout.indexOf("fc1.weight"));
        int bias = layout.offset(layout.indexOf("fc1.bias"));
        double[] expected = new double[layout.size()];
        double[] gradient = new double[layout.size()];
        double loss = 0;
        for (int n = 0; n < count; n++) {
            double[] z = new double[3];
            double[] dz = new double[3];
            for (int c = 0; c < 3; c++) {
                z[c] = point[bias + c];
                dz[c] = vector[bias + c];
                for (int i = 0; i < 4; i++) {
                    z[c] += point[weight + c * 4 + i] * features[n * 4 + i];
                    dz[c] += vector[weight + c * 4 + i] * features[n * 4 + i];
                }
            }
            double total = 0;
            for (double logit : z) {
                total += Math.exp(logit / temperature);
            }
            double mean = 0;
            for (int c = 0; c < 3; c++) {
                mean += Math.exp(z[c] / temperature) / total * dz[c];
            }
            loss -= Math.log(Math.exp(z[labels[n]] / temperature) / total) / count;
            for (int c = 0; c < 3; c++) {
                double p = Math.exp(z[c] / temperature) / total;
                double delta = (p - (labels[n] == c ? 1 : 0)) / temperature / count;
                double dp = p * (dz[c] - mean) / temperature / temperature / count;
                gradient[bias + c] += delta;
                expected[bias + c] += dp;
                for (int i = 0; i < 4; i++) {
                    gradient[weight + c * 4 + i] += delta * features[n * 4 + i];
                    expected[weight + c * 4 + i] += dp * features[n * 4 + i];
                }
            }
        }
        DifferentiableFunction function = new NetworkGradient(architecture, NetworkGradient.Statistics.RUNNING)
                .crossEntropy(Examples.of(features, labels, List.of(4), 3), temperature);
        Gradient at = function.at(point);
        assertArrayEquals(new double[] {loss}, new double[] {at.value()}, 1e-14);
        assertArrayEquals(gradient, at.derivatives(), 1e-14);
        assertArrayEquals(expected, HessianProduct.of(function, point, vector), TOLERANCE);
    }

    @Test
    void givesZerosForAVectorOfZeros() {
        double[] product = HessianProduct.of(
                theta -> {
                    throw new AssertionError("the function is not needed");
                },
                normal(N, new Seed(9)),
                new double[N]);
        assertArrayEquals(new double[N], product);
    }

    @Test
    void refusesAVectorOfAnotherLength() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> HessianProduct.of(theta -> new Gradient(0, theta), new double[3], new double[2]));
        assertTrue(e.getMessage().contains("a vector of 2 values"), e::getMessage);
    }

    private static Gradient quadratic(double[][] a, double[] theta) {
        return new Gradient(Double.NaN, times(a, theta));
    }

    private static double[][] symmetric(Seed seed) {
        double[] values = normal(N * N, seed);
        double[][] matrix = new double[N][N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                matrix[i][j] = values[i * N + j] + values[j * N + i];
            }
        }
        return matrix;
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[vector.length];
        for (int i = 0; i < product.length; i++) {
            for (int j = 0; j < vector.length; j++) {
                product[i] += matrix[i][j] * vector[j];
            }
        }
        return product;
    }

    private static double[] scaled(double[] vector, double factor) {
        double[] scaled = new double[vector.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = factor * vector[i];
        }
        return scaled;
    }

    private static double[] normal(int count, Seed seed) {
        SplittableRandom random = seed.random();
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }
}
