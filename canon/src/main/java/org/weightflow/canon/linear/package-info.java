/** Matrices whose rows are whole networks, streamed by columns and multiplied in float64. Start with {@link Rows}. */
package org.weightflow.canon.linear;
