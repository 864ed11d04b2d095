package org.weightflow.bayes.montecarlo;

import java.util.List;
import org.weightflow.networks.gradient.DifferentiableFunction;

/**
 * The logarithm of a density, up to a constant, with its gradient; what chains sample. Several threads ask it at once. A value that
 * is not finite stands for a density of zero.
 */
public interface LogDensity extends DifferentiableFunction {
    /** Coordinates of a point. */
    int dimension();

    /** @throws IllegalArgumentException naming the first start of a chain that has not as many coordinates */
    default void requireFits(List<double[]> starts) {
        for (int c = 0; c < starts.size(); c++) {
            if (starts.get(c).length != dimension()) {
                throw new IllegalArgumentException("chain " + c + ": a start of " + starts.get(c).length
                        + " values does not fit a density of " + dimension());
            }
        }
    }
}
