/** Task data: where it comes from, how it is split and how it is scaled. Start with {@link Datasets}. */
package org.weightflow.datasets;
