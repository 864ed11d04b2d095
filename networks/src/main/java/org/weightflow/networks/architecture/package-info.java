/** The networks that weightflow knows, one file each, under the names of their common PyTorch definition. Start with {@link Architectures}. */
package org.weightflow.networks.architecture;
