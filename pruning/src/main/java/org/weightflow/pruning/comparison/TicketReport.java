package org.weightflow.pruning.comparison;

import java.util.List;
import java.util.Optional;

/**
 * A comparison of ticket methods.
 *
 * @param architecture as architectures are typed
 * @param dataset      the task
 * @param members      networks that every number is of
 * @param prunable     values that densities are fractions of
 * @param steps        T, training steps of a network
 * @param rewindStep   k
 * @param dense        the same networks without a mask
 * @param cells        by method in the order of the comparison, then by falling density
 */
public record TicketReport(
        String architecture,
        String dataset,
        int members,
        int prunable,
        long steps,
        long rewindStep,
        TicketCell dense,
        List<TicketCell> cells) {
    public TicketReport {
        cells = List.copyOf(cells);
    }

    /** The methods in their order. */
    public List<String> methods() {
        return cells.stream().map(TicketCell::method).distinct().toList();
    }

    /** The kept counts in falling order. */
    public List<Integer> kept() {
        return cells.stream()
                .map(TicketCell::kept)
                .distinct()
                .sorted((a, b) -> Integer.compare(b, a))
                .toList();
    }

    public Optional<TicketCell> cell(String method, int kept) {
        return cells.stream()
                .filter(cell -> cell.method().equals(method) && cell.kept() == kept)
                .findFirst();
    }
}
