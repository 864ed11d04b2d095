/** From noise to data along a velocity field. Start with {@link org.weightflow.generator.ode.OdeSolver}. */
package org.weightflow.generator.ode;
