package org.weightflow.pruning.persistence;

/**
 * The neural persistence of one layer.
 *
 * @param rows       of its weights, one for each unit that it makes
 * @param value      NP
 * @param normalised NP / sqrt(rows + columns - 1)
 */
public record LayerPersistence(String name, int rows, int columns, double value, double normalised) {}
