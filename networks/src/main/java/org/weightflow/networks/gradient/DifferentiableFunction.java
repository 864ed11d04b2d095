package org.weightflow.networks.gradient;

/** A function of a vector that tells its gradient. */
@FunctionalInterface
public interface DifferentiableFunction {
    /** @param point read only */
    Gradient at(double[] point);
}
