/** Sparse training whose masks change on the way, and gates that are trained with the weights. Start with {@link DynamicSparseTraining}. */
package org.weightflow.pruning.during;
