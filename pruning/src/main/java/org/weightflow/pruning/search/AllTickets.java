package org.weightflow.pruning.search;

import java.util.Map;
import java.util.TreeMap;

/** Remembers the tickets of every target, and wants all. */
public final class AllTickets implements TicketReceiver {
    private final Map<Integer, Tickets> tickets = new TreeMap<>();

    @Override
    public boolean wants(int target) {
        return true;
    }

    @Override
    public void found(int target, Tickets found, double seconds) {
        tickets.put(target, found);
    }

    /** @throws IllegalStateException if none were found of that target */
    public Tickets get(int target) {
        Tickets found = tickets.get(target);
        if (found == null) {
            throw new IllegalStateException("no tickets of target " + target + " were found");
        }
        return found;
    }

    /** Those of the sparsest target. */
    public Tickets last() {
        return get(tickets.keySet().stream().mapToInt(Integer::intValue).max().orElse(0));
    }
}
