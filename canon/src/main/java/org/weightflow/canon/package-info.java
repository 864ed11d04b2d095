/** One coordinate system for a population. Start with {@link org.weightflow.canon.matching.PopulationAlignment}. */
package org.weightflow.canon;
