package org.weightflow.networks.gradient;

/**
 * Products of a function's Hessian H with vectors, by the central difference of its gradient g:
 * <pre>H v = (g(x + e v) - g(x - e v)) / (2 e) + O(e^2),   e = sqrt(u) ||x|| / ||v||,   u = 2^-52</pre>
 * <p>So the step's length is sqrt(u) = 1.5e-8 of the point's, of which only the coordinates count that v moves. The rounding of g and of the points then costs about sqrt(u) of
 * {@code ||g|| / ||x||} and of the product, the curvature of g next to nothing. The smooth optimum, {@code u^(1/3)} = 6e-6, would be
 * a little more accurate but 400 times as likely to step over a kink: networks with ReLU have gradients that jump where a unit is
 * switched on or off by an example, and each jump within the step goes into the difference divided by 2 e. Between kinks the result
 * is what differentiating twice gives.
 * <p>A point that is zero there has length 1; a vector of zeros gives zeros without a look at the function. Cost: two gradients.
 */
public final class HessianProduct {
    private static final double ROOT_ULP = Math.sqrt(Math.ulp(1.0));

    private HessianProduct() {}

    /**
     * @param point  x; not changed
     * @param vector v, as long as x
     * @return H v, a fresh array
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double[] of(DifferentiableFunction function, double[] point, double[] vector) {
        if (point.length != vector.length) {
            throw new IllegalArgumentException(
                    "a vector of " + vector.length + " values has no product with a Hessian at " + point.length);
        }
        double length = norm(vector);
        if (length == 0) {
            return new double[point.length];
        }
        double radius = norm(where(vector, point));
        double step = ROOT_ULP * (radius == 0 ? 1 : radius) / length;
        double[] ahead = function.at(moved(point, vector, step)).derivatives();
        double[] behind = function.at(moved(point, vector, -step)).derivatives();
        double[] product = new double[point.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = (ahead[i] - behind[i]) / (2 * step);
        }
        return product;
    }

    private static double[] moved(double[] point, double[] vector, double step) {
        double[] moved = new double[point.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = point[i] + step * vector[i];
        }
        return moved;
    }

    /** The coordinates of {@code point} in which {@code vector} is not zero, and zeros. */
    private static double[] where(double[] vector, double[] point) {
        double[] moving = new double[point.length];
        for (int i = 0; i < moving.length; i++) {
            moving[i] = vector[i] == 0 ? 0 : point[i];
        }
        return moving;
    }

    /** The Euclidean norm, scaled by the largest magnitude so that no square leaves the range. */
    private static double norm(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double value : vector) {
            sum += value / largest * (value / largest);
        }
        return largest * Math.sqrt(sum);
    }
}
