/** One coordinate system for a population. */
package org.weightflow.canon;
