package org.weightflow.bayes.laplace;

/** The marginal likelihood that Laplace's method gives; exact where the log likelihood is quadratic and w* maximises the posterior. */
final class Evidence {
    private Evidence() {}

    /** {@code log p(D | w*) - lambda/2 ||w*||^2 + d/2 log lambda - 1/2 log det(H + lambda)} */
    static double log(
            double logLikelihood, double squaredNorm, int dimension, double priorPrecision, double logDeterminant) {
        return logLikelihood
                - priorPrecision * squaredNorm / 2
                + dimension * Math.log(priorPrecision) / 2
                - logDeterminant / 2;
    }
}
