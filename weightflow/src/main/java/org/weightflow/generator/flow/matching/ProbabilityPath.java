package org.weightflow.generator.flow.matching;

/**
 * How a point travels from a source x0 at t = 0 to data x1 at t = 1: {@code x_t = a(t) x0 + b(t) x1 + c(t) z}, z ~ N(0, I).
 * <p>The velocity that a flow learns at x_t is the time derivative with x0, x1 and z held fast,
 * {@code u = a'(t) x0 + b'(t) x1 + c'(t) z}: its mean given x_t is the velocity field that carries the law of x0 to the law of x1,
 * whatever the path.
 * <p>Every path has a(0) = b(1) = 1 and a(1) = b(0) = c(0) = c(1) = 0.
 */
public interface ProbabilityPath {
    /**
     * The coefficients of a path at one time, and their derivatives.
     *
     * @param source      a(t)
     * @param data        b(t)
     * @param noise       c(t)
     * @param sourceSlope a'(t)
     * @param dataSlope   b'(t)
     * @param noiseSlope  c'(t)
     */
    record At(double source, double data, double noise, double sourceSlope, double dataSlope, double noiseSlope) {}

    /**
     * @param time t, in [{@link #margin}, 1 - {@link #margin}] where slopes are to be finite
     */
    At at(double time);

    /** Whether c is anything but zero, so that z must be drawn. */
    default boolean isNoisy() {
        return false;
    }

    /** How near to 0 and 1 training times may come; 0 where the slopes are finite everywhere. */
    default double margin() {
        return 0;
    }
}
