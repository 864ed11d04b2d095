/** What several evaluations found, side by side. Start with {@link org.weightflow.tools.compare.Comparison}. */
package org.weightflow.tools.compare;
