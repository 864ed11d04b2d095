/** Gradients of single networks in float64, and products with their Hessians. Start with {@link org.weightflow.networks.gradient.NetworkGradient}. */
package org.weightflow.networks.gradient;
