/** Lottery tickets and the collector of ticket populations. */
package org.weightflow.pruning;
