/** NumPy's array files, of any length. Start with {@link org.weightflow.networks.numpy.NpyFile}. */
package org.weightflow.networks.numpy;
