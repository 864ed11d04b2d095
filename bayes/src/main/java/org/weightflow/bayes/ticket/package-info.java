/** Tickets of variational networks: what to keep, how to look for it, and what to compare it with. Start with {@link IterativePosterior}. */
package org.weightflow.bayes.ticket;
