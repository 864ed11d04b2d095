package org.weightflow.tools.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.weightflow.bayes.comparison.LevelReport;
import org.weightflow.bayes.comparison.UncertaintyReport;
import org.weightflow.tools.report.ReportContent.Fact;
import org.weightflow.tools.words.Choices;

/**
 * Renders Bayesian tickets, kinds of predictors, or both as one HTML file that, as {@link ReportPage}'s, holds all it needs and reads
 * nothing else. A pure function: equal contents give equal text.
 */
public final class BayesPage {
    private final PageFrame frame = new PageFrame("bayes.html", "densities.js", "bayes.js");

    /** A chart of one metric. */
    private record Chart(String id, String label, String caption) {}

    /** A level that the diagrams can be shown at. */
    private record Choice(int position, String label, boolean chosen) {}

    /** The page as text, to be stored as UTF-8. */
    public String render(BayesContent content) {
        List<String> remarks = new ArrayList<>();
        content.levels().map(LevelRemarks::of).ifPresent(remarks::addAll);
        content.predictors().map(PredictorRemarks::of).ifPresent(remarks::addAll);
        Map<String, Object> view = new HashMap<>();
        view.put("pageTitle", title(content));
        view.put("remarks", remarks);
        view.put("levels", content.levels().map(BayesPage::levels).stream().toList());
        view.put(
                "predictors",
                content.predictors().map(BayesPage::predictors).stream().toList());
        view.put("facts", facts(content));
        view.put("command", content.command());
        view.put("settings", content.settings());
        return frame.render(view, BayesIsland.of(content));
    }

    private static String title(BayesContent content) {
        String what = content.levels().isPresent() ? "Bayesian tickets" : "Kinds of predictors";
        return what + " of "
                + content.levels()
                        .map(LevelReport::architecture)
                        .orElseGet(() -> content.predictors().orElseThrow().architecture())
                + " on "
                + content.levels()
                        .map(LevelReport::dataset)
                        .orElseGet(() -> content.predictors().orElseThrow().dataset());
    }

    private static Map<String, Object> levels(LevelReport report) {
        LevelTables tables = new LevelTables(report);
        List<PageFrame.CaptionedTable> metrics =
                Arrays.stream(Metric.values()).map(tables::of).toList();
        Map<String, Object> view = new HashMap<>();
        view.put("mainTable", metrics.get(0).table());
        view.put("tables", metrics);
        view.put("nameHeading", "Method");
        view.put("charts", charts());
        view.put("choices", choices(report));
        view.put("layers", tables.layers());
        view.put("layersCaption", layersCaption(report));
        view.put("hasOverlaps", !report.overlaps().isEmpty());
        view.put("overlaps", tables.overlaps());
        List<PageFrame.CaptionedTable> transplants = tables.transplants();
        view.put("hasTransplants", !transplants.isEmpty());
        view.put("transplants", transplants);
        return view;
    }

    private static Map<String, Object> predictors(UncertaintyReport report) {
        return Map.of("tables", PredictorTables.of(report), "nameHeading", "Predictor");
    }

    private static List<Chart> charts() {
        return Arrays.stream(Metric.values())
                .map(metric -> new Chart(Choices.id(metric), metric.label(), caption(metric)))
                .toList();
    }

    private static String caption(Metric metric) {
        String reading = metric.definition()
                + (metric == Metric.ACCURACY
                        ? " Larger is better."
                        : " Smaller is better; the axis is cut off near unpruned.");
        return reading
                + " Bars are one standard deviation between members, and so are the bands about the dashed lines of the networks "
                + "without a mask, variational and deterministic.";
    }

    private static String layersCaption(LevelReport report) {
        return "Kept values of a layer against the density of the whole, mean over members, both axes logarithmic; solid "
                + LayerCurves.of(report).bayesian()
                + LayerCurves.of(report)
                        .other()
                        .map(other -> ", dashed " + other)
                        .orElse("")
                + ". Layers whose line lies higher are pruned less.";
    }

    /** A few levels, of which the sparsest is shown first. */
    private static List<Choice> choices(LevelReport report) {
        List<Integer> places = Handful.places(report.levels().size());
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            int level = report.levels().get(places.get(i));
            choices.add(new Choice(i, LevelTables.density(report, level), i == places.size() - 1));
        }
        return choices;
    }

    private static List<Fact> facts(BayesContent content) {
        List<Fact> facts = new ArrayList<>();
        content.levels()
                .ifPresent(report -> facts.addAll(List.of(
                        new Fact("Dataset", report.dataset()),
                        new Fact("Architecture", report.architecture()),
                        new Fact("Members", Numerals.count(report.members())),
                        new Fact("Prunable values", Numerals.count(report.prunable())),
                        new Fact("Training steps", Numerals.count(report.steps())),
                        new Fact("Rewinding step", Numerals.count(report.rewindStep())),
                        new Fact("Draws of a posterior", Numerals.count(report.draws())),
                        new Fact("Methods", Numerals.count(report.methods().size())),
                        new Fact("Densities", Numerals.count(report.levels().size())))));
        content.predictors().ifPresent(report -> {
            if (content.levels().isEmpty()) {
                facts.addAll(List.of(
                        new Fact("Dataset", report.dataset()),
                        new Fact("Architecture", report.architecture()),
                        new Fact("Prunable values", Numerals.count(report.prunable())),
                        new Fact("Training steps", Numerals.count(report.steps()))));
            }
            facts.add(new Fact("Values that tickets among the predictors keep", Numerals.count(report.kept())));
        });
        return facts;
    }
}
