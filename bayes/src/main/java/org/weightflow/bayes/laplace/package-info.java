/** Gaussian posteriors from the curvature at a trained network. Start with {@link org.weightflow.bayes.laplace.DiagonalLaplace}. */
package org.weightflow.bayes.laplace;
