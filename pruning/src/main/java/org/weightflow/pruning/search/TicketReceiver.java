package org.weightflow.pruning.search;

import java.io.IOException;

/** Takes the tickets that a search finds. */
public interface TicketReceiver {
    /** Whether tickets of that target are still to be found; those that are not wanted may be left out. */
    boolean wants(int target);

    /**
     * Tickets of one target; targets come in falling density.
     *
     * @param target  index into the kept counts that were asked for
     * @param seconds that the search took for all members, what it shares with others included, training the tickets not
     */
    void found(int target, Tickets tickets, double seconds) throws IOException;
}
