package org.weightflow.pruning.during;

import java.nio.FloatBuffer;
import org.weightflow.networks.training.Optimizer;

/** The learnable values of one entry of one member, and their gates, if it has any: the arithmetic of continuous sparsification. */
final class GatedValues {
    /**
     * Gates below it are shut for good: what they let through is less than a rounding error of any sum, but as subnormal numbers it
     * would make products a hundred times slower.
     */
    private static final double SHUT = 1e-20;

    private final ContinuousSparsification config;
    private final float[] weights;
    private final float[] weightGradient;
    private final float[][] weightState;
    /** Null without gates, like what follows. */
    private final float[] gates;

    private final float[] gateGradient;
    private final float[][] gateState;
    /** sigma(beta s) of the last {@link #effective}. */
    private final double[] shares;

    /**
     * @param weights changed by training
     * @param gates   null for an entry without gates; changed by training
     * @param slots   of the optimiser
     */
    GatedValues(ContinuousSparsification config, float[] weights, float[] gates, int slots) {
        this.config = config;
        this.weights = weights;
        this.weightGradient = new float[weights.length];
        this.weightState = new float[slots][weights.length];
        this.gates = gates;
        this.gateGradient = gates == null ? null : new float[gates.length];
        this.gateState = gates == null ? null : new float[slots][gates.length];
        this.shares = gates == null ? null : new double[gates.length];
    }

    float[] weights() {
        return weights;
    }

    /** Null without gates. */
    float[] gates() {
        return gates;
    }

    float[] weightGradient() {
        return weightGradient;
    }

    /** Null without gates. */
    float[] gateGradient() {
        return gateGradient;
    }

    /** W = w sigma(beta s) / sigma(s_0), or w without gates; from {@code start} on. */
    void effective(double beta, FloatBuffer target, int start) {
        if (gates == null) {
            target.put(start, weights, 0, weights.length);
            return;
        }
        double initial = config.initialShare();
        for (int i = 0; i < gates.length; i++) {
            double share = ContinuousSparsification.sigmoid(beta * gates[i]);
            shares[i] = share < SHUT ? 0 : share;
            target.put(start + i, (float) (weights[i] * (shares[i] / initial)));
        }
    }

    /**
     * Takes G = dL/dW over and makes it dL/dw = G sigma(beta s) / sigma(s_0) and dL/ds = beta sigma'(beta s) (G w / sigma(s_0) +
     * penalty).
     *
     * @param beta that of the last {@link #effective}
     */
    void gradients(double beta, FloatBuffer source, int start) {
        source.get(start, weightGradient, 0, weightGradient.length);
        if (gates == null) {
            return;
        }
        double initial = config.initialShare();
        for (int i = 0; i < gates.length; i++) {
            double g = weightGradient[i];
            double slope = beta * shares[i] * (1 - shares[i]);
            gateGradient[i] = (float) (slope * (g * weights[i] / initial + config.penalty()));
            weightGradient[i] = (float) (g * shares[i] / initial);
        }
    }

    /** The sum of squares of both gradients. */
    double squares() {
        return squares(weightGradient) + (gates == null ? 0 : squares(gateGradient));
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** One step of both, with gradients that are first multiplied by {@code scale}; the gates know no weight decay. */
    void step(Optimizer optimizer, double scale, double rate, long step) {
        step(optimizer, weights, weightGradient, weightState, scale, rate, step);
        if (gates != null) {
            step(optimizer.withoutDecay(), gates, gateGradient, gateState, scale, rate * config.gateRate(), step);
        }
    }

    private static void step(
            Optimizer optimizer,
            float[] values,
            float[] gradient,
            float[][] state,
            double scale,
            double rate,
            long step) {
        if (scale != 1) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= (float) scale;
            }
        }
        optimizer.step(values, gradient, state, values.length, rate, step);
    }
}
