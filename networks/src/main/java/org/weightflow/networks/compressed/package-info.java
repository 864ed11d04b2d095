/** Sparse weights without their zeros, in the layout of compressed-tensors. Start with {@link org.weightflow.networks.compressed.SparseFile}. */
package org.weightflow.networks.compressed;
