/** From a zoo of trained networks to new ones: codes, flow matching, sampling. Start with {@link org.weightflow.generator.Generator}. */
package org.weightflow.generator;
