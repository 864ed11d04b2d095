/** Bayesian tickets: pruning by the posterior of each weight, magnitude first and then standard deviation. */
package org.weightflow.bayes;
