package org.weightflow.bayes.montecarlo;

import java.util.SplittableRandom;
import org.weightflow.networks.gradient.Gradient;

/** {@code -1/2 (x - mean)^T A (x - mean)}, as the sum of N equal examples; estimates of its gradient have noise of a deviation. */
final class GaussianDensity implements StochasticLogDensity {
    private final double[] mean;
    private final double[][] precision;
    private final int examples;
    private final double noise;

    GaussianDensity(double[] mean, double[][] precision, int examples, double noise) {
        this.mean = mean;
        this.precision = precision;
        this.examples = examples;
        this.noise = noise;
    }

    /** N(0, I). */
    static GaussianDensity standard(int dimension) {
        double[][] identity = new double[dimension][dimension];
        for (int i = 0; i < dimension; i++) {
            identity[i][i] = 1;
        }
        return new GaussianDensity(new double[dimension], identity, 1, 0);
    }

    /** In two dimensions, with means 1 and -2, deviations 2 and 0.5 and that correlation. */
    static GaussianDensity correlated(double rho) {
        double scale = 1 / (1 - rho * rho);
        double[][] precision = {{scale / 4, -rho * scale}, {-rho * scale, scale / 0.25}};
        return new GaussianDensity(new double[] {1, -2}, precision, 1, 0);
    }

    @Override
    public int examples() {
        return examples;
    }

    @Override
    public int dimension() {
        return mean.length;
    }

    @Override
    public Gradient at(double[] x) {
        double[] slope = new double[x.length];
        double value = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                slope[i] -= precision[i][j] * (x[j] - mean[j]);
            }
            value += slope[i] * (x[i] - mean[i]) / 2;
        }
        return new Gradient(value, slope);
    }

    @Override
    public double[] estimate(double[] x, SplittableRandom random) {
        double[] slope = at(x).derivatives();
        for (int i = 0; i < slope.length; i++) {
            slope[i] = slope[i] / examples + noise * random.nextGaussian();
        }
        return slope;
    }
}
