package org.weightflow.bayes.montecarlo;

/**
 * Finds the step size whose mean acceptance probability is a target d, from the probabilities a_t of iterations 1, 2, ...
 * <pre>h_t = (1 - 1/(t + t0)) h_{t-1} + (d - a_t) / (t + t0)
 * log e_t = mu - sqrt(t) / gamma h_t,   log ebar_t = t^-kappa log e_t + (1 - t^-kappa) log ebar_{t-1}</pre>
 * with mu = log(10 e_0), gamma = 0.05, t0 = 10, kappa = 0.75. e_t is what the next iteration tries, ebar_t what is kept in the end.
 *
 * @see <a href="https://www.jmlr.org/papers/v15/hoffman14a.html">Hoffman and Gelman (2014), section 3.2</a>
 */
final class DualAveraging {
    private static final double GAMMA = 0.05;
    private static final double T0 = 10;
    private static final double KAPPA = 0.75;

    private final double target;
    private final double centre;
    private double shortfall;
    private double logStep;
    private double logAverage;
    private int iteration;

    DualAveraging(double target, double firstStep) {
        this.target = target;
        this.centre = Math.log(10 * firstStep);
        this.logStep = Math.log(firstStep);
        this.logAverage = logStep;
    }

    void add(double acceptance) {
        iteration++;
        double share = 1 / (iteration + T0);
        shortfall = (1 - share) * shortfall + share * (target - acceptance);
        logStep = centre - Math.sqrt(iteration) / GAMMA * shortfall;
        double weight = Math.pow(iteration, -KAPPA);
        logAverage = weight * logStep + (1 - weight) * logAverage;
    }

    /** What to try next. */
    double step() {
        return Math.exp(logStep);
    }

    /** What to stay with. */
    double average() {
        return Math.exp(logAverage);
    }
}
