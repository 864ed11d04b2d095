/** Chooses one among the networks that compute the same but for continuous symmetries and signs. Start with {@link Gauges}. */
package org.weightflow.canon.gauge;
