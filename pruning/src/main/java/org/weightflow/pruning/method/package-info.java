/** The ways to find tickets. Start with {@link TicketMethod}. */
package org.weightflow.pruning.method;
