/** Who goes with whom at the least cost. Start with {@link LinearAssignment}. */
package org.weightflow.canon.assignment;
