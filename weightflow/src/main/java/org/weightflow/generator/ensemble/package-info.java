/** Sampled networks that predict together, in memory and on disk. Start with {@link org.weightflow.generator.ensemble.Ensemble}. */
package org.weightflow.generator.ensemble;
