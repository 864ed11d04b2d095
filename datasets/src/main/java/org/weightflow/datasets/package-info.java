/** Task data: where it comes from, how it is split, how it is scaled. Start with the dataset record. */
package org.weightflow.datasets;
