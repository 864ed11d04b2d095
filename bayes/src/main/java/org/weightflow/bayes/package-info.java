/**
 * The place of Bayesian tickets, which prune by the posterior of each weight: magnitude first, then standard deviation. Nothing of it
 * is built yet.
 */
package org.weightflow.bayes;
