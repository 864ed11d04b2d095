/** Several ways to align one population side by side. Start with {@link org.weightflow.canon.comparison.AlignmentComparison}. */
package org.weightflow.canon.comparison;
