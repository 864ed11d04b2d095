/** Variational networks: Gaussians over weights, trained by gradients. Start with {@link VariationalTrainer}. */
package org.weightflow.bayes.variational;
