/** Topology of weights: neural persistence, and the edges that pruning may not remove. Start with {@link NeuralPersistence}. */
package org.weightflow.pruning.persistence;
