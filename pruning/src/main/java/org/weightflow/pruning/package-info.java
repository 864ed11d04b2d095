/** Magnitude pruning and lottery tickets for whole populations. Start with {@link MagnitudePruning}. */
package org.weightflow.pruning;
