/** Architectures, state dicts, populations and zoos of trained networks. */
package org.weightflow.networks;
