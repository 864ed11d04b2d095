/** Collecting populations: dense networks, tickets, sibling tickets, moved tickets. Start with {@link Collector}. */
package org.weightflow.pruning.collect;
