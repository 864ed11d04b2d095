/**
 * Tickets found by descending on the logits of relaxed gates, over frozen weights. Start with
 * {@link org.weightflow.pruning.concrete.ConcreteTicketSearch}.
 */
package org.weightflow.pruning.concrete;
