package org.weightflow.bayes.montecarlo;

import java.util.SplittableRandom;
import org.weightflow.networks.gradient.Gradient;

/**
 * A position q with a momentum p of unit mass, whose energy is {@code H = -log density(q) + ||p||^2 / 2}; with the gradient at q, so
 * that no step asks for it twice. Immutable.
 */
final class PhasePoint {
    private final double[] position;
    private final double[] momentum;
    private final Gradient gradient;

    PhasePoint(double[] position, double[] momentum, Gradient gradient) {
        this.position = position;
        this.momentum = momentum;
        this.gradient = gradient;
    }

    /** At rest. */
    static PhasePoint at(LogDensity density, double[] position) {
        return new PhasePoint(position, new double[position.length], density.at(position));
    }

    double[] position() {
        return position;
    }

    double[] momentum() {
        return momentum;
    }

    double logDensity() {
        return gradient.value();
    }

    double energy() {
        double square = 0;
        for (double p : momentum) {
            square += p * p;
        }
        return square / 2 - gradient.value();
    }

    /** The same position with a standard normal momentum. */
    PhasePoint kicked(SplittableRandom random) {
        double[] fresh = new double[position.length];
        for (int i = 0; i < fresh.length; i++) {
            fresh[i] = random.nextGaussian();
        }
        return new PhasePoint(position, fresh, gradient);
    }

    /**
     * Leapfrog steps of Hamilton's equations: {@code p += (e / 2) g(q)}, {@code q += e p}, {@code p += (e / 2) g(q)} with g the
     * gradient of the log density. Time-reversible and volume-preserving; the energy is off by O(e^2). Stops early where the density
     * is no longer finite.
     */
    PhasePoint leap(LogDensity density, double step, int count) {
        double[] q = position.clone();
        double[] p = momentum.clone();
        Gradient g = gradient;
        push(p, g, step / 2);
        for (int l = 0; l < count; l++) {
            for (int i = 0; i < q.length; i++) {
                q[i] += step * p[i];
            }
            g = density.at(q);
            if (!Double.isFinite(g.value())) {
                return new PhasePoint(q, p, g);
            }
            push(p, g, l < count - 1 ? step : step / 2);
        }
        return new PhasePoint(q, p, g);
    }

    private static void push(double[] momentum, Gradient gradient, double step) {
        for (int i = 0; i < momentum.length; i++) {
            momentum[i] += step * gradient.derivatives()[i];
        }
    }
}
