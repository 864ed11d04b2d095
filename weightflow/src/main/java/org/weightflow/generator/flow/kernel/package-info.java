/** Gradients of small networks by hand-written passes, and the update of their weights. Start with {@link org.weightflow.generator.flow.kernel.Program}. */
package org.weightflow.generator.flow.kernel;
