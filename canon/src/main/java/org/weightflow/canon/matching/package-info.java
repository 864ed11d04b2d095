/** Brings the hidden units of networks into one order. Start with {@link PopulationAlignment}. */
package org.weightflow.canon.matching;
