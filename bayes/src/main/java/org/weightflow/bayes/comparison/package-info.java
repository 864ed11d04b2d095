/** Bayesian tickets side by side with each other and with deterministic ones. Start with {@link LevelComparison}. */
package org.weightflow.bayes.comparison;
