package org.weightflow.tools.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.pruning.comparison.TicketReport;
import org.weightflow.tools.report.ReportContent.Fact;

/**
 * Renders a comparison of ticket methods as one HTML file that, as {@link ReportPage}'s, holds all it needs and reads nothing else. A
 * pure function: equal comparisons give equal text.
 */
public final class TicketPage {
    private final PageFrame frame = new PageFrame("tickets.html", "densities.js", "tickets.js");

    /** A density that the chart of costs can be shown at. */
    private record Choice(int position, String label, boolean chosen) {}

    /**
     * The page as text, to be stored as UTF-8.
     *
     * @param settings that make the same again, as they stand in {@code config.yaml}
     */
    public String render(TicketReport report, String settings) {
        TicketTables tables = new TicketTables(report);
        PageFrame.CaptionedTable accuracy = tables.accuracy();
        Map<String, Object> view = new HashMap<>();
        view.put("pageTitle", "Tickets of " + report.architecture() + " on " + report.dataset());
        view.put("remarks", TicketRemarks.of(report));
        view.put("mainTable", accuracy.table());
        view.put("tables", List.of(accuracy, tables.seconds(), tables.calibration()));
        view.put("nameHeading", "Method");
        view.put("leaders", tables.leaders());
        view.put("layers", tables.layers());
        view.put("choices", choices(report));
        view.put("hasTickets", !report.cells().isEmpty());
        view.put("facts", facts(report));
        view.put("settings", settings);
        return frame.render(view, TicketIsland.of(report));
    }

    /** A few densities, of which the sparsest is shown first. */
    private static List<Choice> choices(TicketReport report) {
        List<Integer> kept = report.kept();
        return Handful.places(kept.size()).stream()
                .map(i -> new Choice(i, TicketTables.density(kept.get(i), report), i == kept.size() - 1))
                .toList();
    }

    private static List<Fact> facts(TicketReport report) {
        return List.of(
                new Fact("Dataset", report.dataset()),
                new Fact("Architecture", report.architecture()),
                new Fact("Members", Numerals.count(report.members())),
                new Fact("Prunable values", Numerals.count(report.prunable())),
                new Fact("Training steps", Numerals.count(report.steps())),
                new Fact("Rewinding step", Numerals.count(report.rewindStep())),
                new Fact("Methods", Numerals.count(report.methods().size())),
                new Fact("Densities", Numerals.count(report.kept().size())));
    }
}
