/** The only door to the tensor engine's inner side: gradient mode, memory that Java and the engine share. Start with {@link TensorStore}. */
package org.weightflow.networks.engine;
