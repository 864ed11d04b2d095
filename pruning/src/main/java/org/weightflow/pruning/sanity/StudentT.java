package org.weightflow.pruning.sanity;

/** Student's distribution with a whole number of degrees of freedom. */
final class StudentT {
    /** Far beyond any quantile of a level that is used: at one degree of freedom P(T &lt; 1e6) = 1 - 3e-7. */
    private static final double FARTHEST = 1e6;

    private static final int HALVINGS = 100;

    private StudentT() {}

    /**
     * P(-t &lt; T &lt; t), by the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4, in the angle arctan(t / sqrt(degrees)).
     *
     * @param t not negative
     */
    static double within(double t, int degrees) {
        double angle = Math.atan(t / Math.sqrt(degrees));
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = 0;
        for (int i = odd ? 1 : 0; i <= degrees - 2; i += 2) {
            sum += term;
            term *= cosine * cosine * (i + 1) / (i + 2);
        }
        return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
    }

    /** The t with P(-t &lt; T &lt; t) = probability, by bisection to the last bits. */
    static double quantile(double probability, int degrees) {
        double low = 0;
        double high = FARTHEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (within(middle, degrees) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
