/** How good and how well calibrated predictions are, in double precision. Start with {@link org.weightflow.networks.metrics.Classification}. */
package org.weightflow.networks.metrics;
