/** Ways to find tickets side by side, on the same networks. Start with {@link TicketComparison}. */
package org.weightflow.pruning.comparison;
