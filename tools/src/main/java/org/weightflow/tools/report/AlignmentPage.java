package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weightflow.canon.barrier.LineKind;
import org.weightflow.canon.comparison.AlignmentReport;
import org.weightflow.canon.comparison.MethodReport;
import org.weightflow.tools.report.ReportContent.Fact;

/**
 * Renders an alignment report as one HTML file that, as {@link ReportPage}'s, holds all it needs and reads nothing else. A pure
 * function: equal contents give equal text.
 */
public final class AlignmentPage {
    private final PageFrame frame = new PageFrame("alignment.html", "alignment.js");

    /** The page as text, to be stored as UTF-8. */
    public String render(AlignmentContent content) {
        AlignmentReport report = content.report();
        Map<String, Object> view = new HashMap<>();
        view.put("pageTitle", content.title());
        view.put("content", content);
        view.put("lead", lead(report));
        view.put("remarks", remarks(report));
        ResultsTable main = AlignmentTables.barriers(report.methods(), AlignmentContent.TEST);
        view.put("mainTable", main);
        view.put(
                "tables",
                List.of(
                        new PageFrame.CaptionedTable("Barriers on test examples.", main),
                        new PageFrame.CaptionedTable(
                                "Barriers on training examples.",
                                AlignmentTables.barriers(report.methods(), AlignmentContent.TRAIN)),
                        new PageFrame.CaptionedTable(
                                "How near the members came, and at what price.",
                                AlignmentTables.closeness(report.methods()))));
        view.put("nameHeading", "Method");
        view.put("facts", facts(content));
        return frame.render(view, AlignmentIsland.of(report));
    }

    private static String lead(AlignmentReport report) {
        MethodReport none = report.methods().get(0);
        String start = "The mean error barrier between two members as they are is "
                + points(none, AlignmentContent.TEST) + " on test examples";
        return best(report)
                .map(best ->
                        start + "; once aligned by " + best.name() + ", " + points(best, AlignmentContent.TEST) + ".")
                .orElse(start + ".");
    }

    private static List<String> remarks(AlignmentReport report) {
        List<String> remarks = new ArrayList<>();
        best(report)
                .ifPresent(best -> remarks.add("Of the methods that bring all members into one order of units, "
                        + best.name() + " has the lowest mean error barrier between pairs on training examples, "
                        + points(best, AlignmentContent.TRAIN) + "; test examples chose nothing."));
        report.methods().stream()
                .filter(method -> method.objective() == null)
                .forEach(method -> remarks.add("Free of a common order of units, " + method.name() + " comes to "
                        + points(method, AlignmentContent.TEST) + "."));
        remarks.add("A barrier is the most by which error or loss on the straight line between two networks exceeds the"
                + " line between their own values.");
        return remarks;
    }

    /** The method with a common order of units whose pairs have the lowest mean error barrier on training examples. */
    private static Optional<MethodReport> best(AlignmentReport report) {
        return report.methods().stream()
                .skip(1)
                .filter(method -> method.objective() != null)
                .min(Comparator.comparingDouble(method -> barrier(method, AlignmentContent.TRAIN)));
    }

    private static String points(MethodReport method, String data) {
        return Numerals.percent(barrier(method, data), 2) + " points";
    }

    private static double barrier(MethodReport method, String data) {
        return method.barriers().summary(LineKind.PAIR).orElseThrow().on(data).meanError();
    }

    private static List<Fact> facts(AlignmentContent content) {
        AlignmentReport report = content.report();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Dataset", content.dataset()));
        facts.add(new Fact("Architecture", report.architecture()));
        facts.add(new Fact("Members", Numerals.count(report.members())));
        facts.add(new Fact(
                "Points on a line",
                Numerals.count(report.methods().get(0).barriers().points())));
        report.data().forEach(set -> facts.add(new Fact("Examples, " + set.name(), Numerals.count(set.examples()))));
        facts.add(new Fact(
                "Images for batch statistics",
                report.statisticsImages() == 0 ? "none needed" : Numerals.count(report.statisticsImages())));
        return facts;
    }
}
