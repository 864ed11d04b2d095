package org.weightflow.networks.gradient;

/** The value of a function at a point, and its partial derivatives there. */
public final class Gradient {
    private final double value;
    private final double[] derivatives;

    /** @param derivatives one a coordinate of the point; kept, not copied */
    public Gradient(double value, double[] derivatives) {
        this.value = value;
        this.derivatives = derivatives;
    }

    /** The function's value. */
    public double value() {
        return value;
    }

    /** One derivative a coordinate of the point: the inner array, shared. */
    public double[] derivatives() {
        return derivatives;
    }
}
