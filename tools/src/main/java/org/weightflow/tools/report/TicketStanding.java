package org.weightflow.tools.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;

/**
 * Who leads a comparison of ticket methods at one density, by mean test accuracy; of equal means the method that comes first.
 *
 * @param best   the most accurate method
 * @param second the next one, if there are two
 * @param random random masks, if they are in the comparison and not the best themselves
 */
record TicketStanding(TicketCell best, Optional<TicketCell> second, Optional<TicketCell> random) {
    /** What random masks of equal shares are called. */
    static final String RANDOM = "random";

    /** Empty where no method was measured at that density. */
    static Optional<TicketStanding> at(TicketReport report, int kept) {
        List<TicketCell> ranked = report.methods().stream()
                .flatMap(method -> report.cell(method, kept).stream())
                .sorted(Comparator.comparingDouble(TicketCell::meanAccuracy).reversed())
                .toList();
        return ranked.isEmpty()
                ? Optional.empty()
                : Optional.of(new TicketStanding(
                        ranked.get(0),
                        ranked.stream().skip(1).findFirst(),
                        ranked.stream()
                                .skip(1)
                                .filter(cell -> cell.method().equals(RANDOM))
                                .findFirst()));
    }

    /** By how much the best method is ahead of another, a fraction. */
    double leadOver(TicketCell other) {
        return best.meanAccuracy() - other.meanAccuracy();
    }

    /** Whether members of either method deviate by more than the best one is ahead; not where deviations are unknown. */
    boolean isWithinDeviation(TicketCell other) {
        return leadOver(other) < Math.max(best.deviation(), other.deviation());
    }
}
