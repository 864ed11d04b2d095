package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weightflow.pruning.comparison.TicketCell;
import org.weightflow.pruning.comparison.TicketReport;

/** The outcome of a comparison of ticket methods in plain words, a sentence each. */
final class TicketRemarks {
    /** Tickets match dense networks if their mean accuracy is at most this much lower, a fraction. */
    static final double MATCHES = 0.002;

    private static final String TICKETS = "imp";
    private static final String FRESH = "reinit";

    private static final String NOISE = ", less than members deviate";

    /** So many names are told one by one. */
    private static final int NAMED = 4;

    private TicketRemarks() {}

    static List<String> of(TicketReport report) {
        List<String> remarks = new ArrayList<>();
        remarks.add("The dense networks reach " + TicketTables.accuracy(report.dense()) + " % on test examples.");
        if (report.cells().isEmpty()) {
            remarks.add("No tickets were measured.");
            return remarks;
        }
        remarks.add(matching(report));
        for (int kept : Handful.of(report.kept())) {
            TicketStanding.at(report, kept).ifPresent(standing -> remarks.add(leader(standing)));
        }
        againstFreshWeights(report).ifPresent(remarks::add);
        return remarks;
    }

    /** Whether the tickets are as accurate as the dense networks, or nearly. */
    static boolean matches(TicketCell cell, TicketReport report) {
        return cell.meanAccuracy() >= report.dense().meanAccuracy() - MATCHES;
    }

    private static String matching(TicketReport report) {
        String measure =
                " (means at most " + Numerals.percent(MATCHES, 1) + " points lower, deviations left out of account)";
        for (int i = report.kept().size() - 1; i >= 0; i--) {
            int kept = report.kept().get(i);
            List<String> methods = report.methods().stream()
                    .filter(method -> report.cell(method, kept).stream().anyMatch(cell -> matches(cell, report)))
                    .toList();
            if (!methods.isEmpty()) {
                return "Tickets match them" + measure + " down to a density of " + TicketTables.density(kept, report)
                        + ": " + names(methods) + ".";
            }
        }
        return "No tickets match them" + measure + " at any of the densities.";
    }

    /** The names as a list in a sentence, of many only the first. */
    static String names(List<String> names) {
        if (names.size() == 1) {
            return names.get(0);
        }
        int told = names.size() > NAMED ? NAMED - 1 : names.size() - 1;
        int others = names.size() - told;
        return String.join(", ", names.subList(0, told)) + " and "
                + (others == 1 ? names.get(told) : Numerals.count(others, "other"));
    }

    private static String leader(TicketStanding standing) {
        TicketCell best = standing.best();
        String start = "At " + TicketTables.density(best.density()) + " " + best.method() + " is best, "
                + TicketTables.accuracy(best) + " %";
        String second = standing.second()
                .map(other -> ": " + ahead(standing, other) + (standing.isWithinDeviation(other) ? NOISE : ""))
                .orElse("");
        String random = standing.random()
                .filter(other -> !standing.second().equals(Optional.of(other)))
                .map(other -> "; " + ahead(standing, other))
                .orElse("");
        return start + second + random + ".";
    }

    /** {@code 0.31 points over lrr (97.49 ± 0.10 %)}. */
    private static String ahead(TicketStanding standing, TicketCell other) {
        double points = 100 * standing.leadOver(other);
        String name = other.method().equals(TicketStanding.RANDOM) ? "random masks" : other.method();
        return (Numerals.readsAsZero(points, 2) ? "level with " : Numerals.decimal(points, 2) + " points over ") + name
                + " (" + TicketTables.accuracy(other) + " %)";
    }

    /** Where iterative pruning is less accurate than its own masks on fresh weights; empty unless both were compared. */
    private static Optional<String> againstFreshWeights(TicketReport report) {
        List<String> below = new ArrayList<>();
        boolean both = false;
        for (int kept : report.kept()) {
            Optional<TicketCell> tickets = report.cell(TICKETS, kept);
            Optional<TicketCell> fresh = report.cell(FRESH, kept);
            if (tickets.isPresent() && fresh.isPresent()) {
                both = true;
                double points =
                        100 * (fresh.get().meanAccuracy() - tickets.get().meanAccuracy());
                if (points > 0 && !Numerals.readsAsZero(points, 2)) {
                    below.add(Numerals.decimal(points, 2) + " points at " + TicketTables.density(kept, report));
                }
            }
        }
        if (!both) {
            return Optional.empty();
        }
        String masks = FRESH + ", the same masks on fresh weights";
        return Optional.of(
                below.isEmpty()
                        ? TICKETS + " falls nowhere below " + masks + "."
                        : TICKETS + " falls below " + masks + ": by " + String.join(", ", below) + ".");
    }
}
