/** Magnitude pruning and lottery tickets for whole populations. Start with {@link IterativePruning}. */
package org.weightflow.pruning;
